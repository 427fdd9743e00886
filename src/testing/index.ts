/**
 * The door of the testing room: what runs real servers, and stands in for Claude, in your tests as in ours.
 *
 * Law: it may open every other door; no other room but cli imports it.
 */
export { freePort, isPortClash } from './free-port';
export { superviseProcess } from './supervised-process';
export type { ProcessEnd, SupervisedProcess, SupervisedProcessOptions } from './supervised-process';
export { findTemporalBinary } from './temporal-binary';
export type { FindTemporalOptions } from './temporal-binary';
export { startTemporalServer } from './temporal-server';
export type { TemporalServer, TemporalServerOptions } from './temporal-server';
export type { SearchAttributeType } from './temporal-server-flags';
export { holdPoints, type Place } from './hold-points';
export { recordPlaces, runKilledAt, type KillRun, type PlaceKey } from './kill-harness';
export { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process';
export { readRecordedRun, recordedRunOf, recordedRuns, type RecordedRun } from './recorded-run';
export { replayRuns, type ReplayedRun, type ReplayOptions, type ReplayProblem } from './replay';
export { askDecisions, type AskedConversation, type DecisionOptions, type Divergence } from './decisions';
export type { DecidedCall, Decision } from './decision';
export { startSimulator } from './simulator/simulator';
export type { Simulator, SimulatorOptions } from './simulator/simulator';
export { say, use, type Script, type ScriptedReply } from './simulator/scripted-reply';
export type { SimulatedRequest, MessagesRequest } from './simulator/request';
export type { Fault } from './simulator/fault';
export { FaultsFound, survives, tryFaults, type FaultReport, type SurvivesOptions } from './faults/survives';
export { tryRandom, type RandomOptions, type RandomReport, type RandomRun } from './faults/random';
export type { Seed } from './faults/random-plan';
export type { FaultModule, Subject } from './faults/subject';
export type { CalmStep, Fault as PlannedFault, FaultKind, FaultRule, Owed, Spot } from './faults/fault';
export type { CampaignOptions, Judged } from './faults/campaign';
export type { CheckName } from './faults/checks';
export type { Seen, SeenEnd, SeenStep } from './faults/seen';
