/** The Update by which a person lets steps go on that wait: its name and its objects, as histories hold them. */

/** Name of the Update that lets steps go on which wait for Claude. */
export const RESUME_UPDATE = 'resume';

/** What a person may say to steps that wait. */
export interface ResumeInput {
  /** Goes on with this model instead of the agent's. */
  readonly model?: string;
  /** Only this step, such as `resolver.1/t3`; every waiting one by default. */
  readonly step?: string;
  /** Who resumes it and why, for whoever reads the history. */
  readonly by?: string;
  readonly note?: string;
}

/** Which steps went on. */
export interface ResumeResult {
  readonly resumed: readonly string[];
}
