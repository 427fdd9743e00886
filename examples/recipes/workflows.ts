/** All recipes for one worker. */
export { troubleshoot } from './agent';
export { publishIncident } from './chain';
export { sumUpBook, sumUpChapter } from './children';
export { describeProduct } from './evaluator';
export { answerFromNotes } from './orchestrator';
export { review } from './parallel';
export { answerMail } from './route';
