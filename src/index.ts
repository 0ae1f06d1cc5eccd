/** The library: `import { getWeights } from 'allora-epsilon'`. */

export {
  bestToWorst,
  getWeights,
  weightSpread,
  type WeightOptions,
  type Weights,
} from './weights/weights.js';
export { maxEpsilon, type MaxEpsilon, type MaxEpsilonOptions } from './weights/max-epsilon.js';
export { smallestSlope, type SmallestSlopeOptions } from './weights/smallest-slope.js';
export {
  largestSpread,
  type LargestSpread,
  type LargestSpreadOptions,
  type RelativeThreshold,
} from './weights/largest-spread.js';
export type { FormulaOptions } from './weights/formula.js';
export {
  MAPPINGS,
  SCHEMES,
  type EpsilonScaling,
  type MappingName,
  type Scheme,
  type SchemeName,
} from './weights/schemes.js';
export { runStudy, PartError, type FinishedPart, type Progress, type RunOptions } from './run/run-study.js';
export { readResults, type StoredResults } from './results/read-results.js';
export {
  refitResults,
  renderResults,
  runInto,
  type RenderedResults,
  type RenderOptions,
  type RunIntoOptions,
  type WrittenResults,
} from './report/results.js';
export type { Phase, WrittenFiles } from './report/writing.js';
export type { FigureForm, FigureFormOptions } from './report/figure-form.js';
export { mergeShards, type MergedResults, type MergeOptions } from './report/merge.js';
export {
  runShard,
  type ResumableRunOptions,
  type RunShardOptions,
  type WrittenShard,
} from './results/resumable-run.js';
export { shardOf, type ShardParts } from './run/shards.js';
export type { Shard } from './study/shard.js';
export type { DrawnFigure } from './report/draw.js';
export type { ResultOf, StudyResult } from './run/computation.js';
export type {
  GridResult,
  RelativeResult,
  SensitivityResult,
  SlopeResult,
  SweepResult,
  ThresholdResult,
  TopicResult,
} from './run/computation.js';
export {
  parseStudy,
  type KindName,
  type Overrides,
  type Parsed,
  type Study,
  type StudyOf,
} from './study/study-file.js';
export type { Axis } from './study/axis.js';
export type { PartResult } from './study/kinds/kind.js';
export type { GridStudy } from './study/kinds/grid/definition.js';
export type { RelativeStudy } from './study/kinds/relative/definition.js';
export type { SensitivityStudy } from './study/kinds/sensitivity/definition.js';
export type { SlopeStudy } from './study/kinds/slope/definition.js';
export type { SweepStudy } from './study/kinds/sweep/definition.js';
export type { ThresholdStudy } from './study/kinds/threshold/definition.js';
export type { TopicStudy } from './study/kinds/topic/definition.js';
export type { TopicSettings } from './topic/settings.js';
export type { Problem } from './text/problems.js';
export type { BlankRow, GridCellRow } from './study/kinds/grid/definition.js';
export type { RelativeCellRow } from './study/kinds/relative/definition.js';
export type { SpreadRow } from './study/spread-table.js';
export type { ThresholdCellRow } from './study/kinds/threshold/definition.js';
export type { SensitivityRow } from './study/kinds/sensitivity/definition.js';
export type { SlopeRow } from './study/kinds/slope/definition.js';
export type { VectorRow, VectorSpreadRow, WeightRow } from './study/kinds/sweep/definition.js';
export type { CurveLimits } from './fit/curve-family.js';
export type { Candidate, CurveFit } from './fit/fitted-curve.js';
export type { FittedParameter } from './fit/fitted-model.js';
export { fitMapping, type FittedStudy, type MappingFit } from './fit/mapping-fit.js';
export type { PooledQuantile } from './fit/rows-by-ratio.js';
export type { SlopeFit } from './fit/slopes.js';
export type { WorkersFit } from './fit/workers-series.js';
export {
  recommendEpsilon,
  resolvablePrecision,
  type PrecisionFromEpochsOptions,
  type RecommendFromEpochsOptions,
} from './recommend/recommend.js';
export type {
  Interval,
  Margin,
  OtherStd,
  Recommendation,
  RecommendFromGroupsOptions,
  RecommendOptions,
  RegretsEvidence,
  ScoreOptions,
  ScoresEvidence,
} from './recommend/recommendation.js';
export {
  tune,
  type TuneFromEpochsOptions,
  type TuneFromGroupsOptions,
  type TuneOptions,
} from './recommend/tune.js';
export type { Lever, SettingEffect, Tuning } from './recommend/tuning.js';
export { slopeLimit, type SlopeLimit, type SlopeLimitOptions } from './recommend/slope-limit.js';
export type { EmpiricalEpsilons, GaussianComparison } from './recommend/empirical-epsilons.js';
export type {
  Precision,
  PrecisionFromGroupsOptions,
  PrecisionOptions,
  SeparationEvidence,
} from './recommend/precision.js';
export type { Clusters, ClustersEvidence } from './recommend/clusters.js';
export type { GroupsAnswer, GroupsOptions } from './recommend/groups.js';
export type { Group } from './sampling/groups.js';
export type { AdvisedLimit, TopicAdvice, TopicBasis, TopicPrecision } from './recommend/topic-advice.js';
export type { Criterion, CriterionOptions, QuestionOptions } from './recommend/question.js';
export type { Epochs, Quartiles } from './epochs/epochs.js';
export type { ReadAs } from './epochs/read-as.js';
export type { EpochsInput } from './epochs/from-rows.js';
export { readEpochs } from './epochs/read-epochs.js';
export type { ReadEpochsOptions } from './epochs/tables/options.js';
export { readReplay, type ReadReplayOptions, type ReplayTables } from './epochs/replay-table.js';
export {
  lossOffset,
  replayTopic,
  targetsFromLosses,
  type LossOffset,
  type Replay,
  type ReplayData,
  type ReplayedEpoch,
  type ReplayFormula,
} from './epochs/replay.js';
export {
  replayAnswer,
  type OnReplayedEpoch,
  type ReplayAnswer,
  type ReplayedWorker,
} from './recommend/from-replay.js';
export { prepareReplay, type PreparedReplay } from './recommend/prepared-replay.js';
export type { BothUnits, HarmLimits, TopicAtEpsilon, TopicLimit } from './recommend/topic-answer.js';
export type { MeasureName } from './topic/measures.js';
export { readTopic, type ReadTopicOptions, type TopicReading } from './epochs/chain/read-topic.js';
export type { ClientOptions } from './epochs/chain/client.js';
export type { ClosedEpoch, EpochWorker } from './epochs/chain/events.js';
export type { Gap, PastEpoch, TopicHistory } from './epochs/chain/history.js';
export { NETWORKS, type ApiVersion, type Network, type NetworkName } from './epochs/chain/networks.js';
export type { Commit, Role } from './epochs/chain/node.js';
export type {
  Difference,
  FormulaCheck,
  RegretsNow,
  TopicFormula,
  TopicWorker,
} from './epochs/chain/recompute.js';
export type { LeftOut } from './epochs/chain/regrets-now.js';
export { topicTable } from './epochs/chain/topic-table.js';
export type { LossesAre, Units } from './epochs/chain/units.js';
export { scoreStds, stdOfLastScores, type ScoreStds } from './epochs/scores.js';
export type { EpochStatistics, Outliers } from './epochs/statistics.js';
export type { EpochQuantile } from './epochs/quantile.js';
export type { Dependence } from './statistics/bootstrap.js';
export type { Estimate } from './statistics/intervals.js';
export { nextEpoch, settle, type EpochResults, type Submissions } from './network/epoch.js';
export { networkLayout, type Layout } from './network/layout.js';
export { ERROR_BARS, weightedPercentiles } from './network/percentiles.js';
export {
  networkRules,
  RULES,
  type NetworkParameters,
  type NetworkRules,
  type NetworkRulesOptions,
  type RulesName,
  type VersionRules,
} from './network/rules.js';
export {
  createSettlement,
  createSynthesis,
  createTopic,
  type ReputerScratch,
  type Scratch,
  type Settlement,
  type Synthesis,
  type TopicSize,
  type TopicState,
} from './network/state.js';
export { synthesize } from './network/synthesis.js';
export { NodeError, UsageError } from './text/errors.js';
