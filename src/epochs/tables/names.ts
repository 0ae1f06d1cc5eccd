/**
 * Meanings of column names. Names are compared without case, blanks, underscores and other signs, so
 * `Block_Height`, `blockHeight` and `block height` are one name.
 */

/** A name as it is compared: letters and digits in lower case, without accents. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The meaning of a column, as far as its name tells. */
export type Meaning =
  /** It orders the epochs, or numbers the rows. */
  | 'index'
  /** The same, if it holds whole numbers or dates: short names that a worker may have, too. */
  | 'perhaps index'
  | 'topic'
  /** The loss (regret, score) of the network. */
  | 'network'
  /** A loss that another network would have: naive, one-out, ensemble. */
  | 'other network'
  /** The same, or the network, or a worker: baseline, reference, global. */
  | 'perhaps network'
  /** A statistic of the workers of the row. */
  | 'statistic'
  /** A fact about the epoch that is no loss, regret or score. */
  | 'fact'
  | 'worker'
  | 'unknown';

/** Names of columns that order epochs, the more reliable first. */
const INDEX = [
  /^(topic)?(epochs?|epoche|epoque|epoca)(id|numbers?|nr|no|num|index|idx|count)?$/,
  /^(topic|worker|reputer)?nonces?(block)?(height)?$/,
  /^(inferences?|losses|loss|reputer|topic|worker|start|end|nonce|chain|evt|call|tx)?(block|blk)(s|height|number|nr|no|num|id|index)?$|^(block|chain)?height$/,
  /^(round|step|iteration|iter|timestep|generation)s?(id|number|nr|no|num|index)?$/,
  /^(epoch|block|blk|created|inserted|updated|recorded|submitted|event|evt|call|tx|blocks?|unix|start|end|open|close|date)?(block)?(at|on|time|times|timestamp|timestamps|date|datetime|ts|utc|unix|unixtime|datum|zeit|zeitstempel|fecha|hora|horodatage)(utc|ms|ns|us|s|sec|seconds|millis|gmt)?$/,
  /^(index|idx|rows?|rowid|rownumber|rownum|rowindex|rowno|seq|seqno|sequence|sequencenumber|sequenceno|period|slot|unnamed\d*|level\d+|indexlevel\d+|recordid|runid|lfdnr|observation|obs)$/,
];
const PERHAPS_INDEX =
  /^(id|ids|no|nr|n|num|number|t|i|k|x|s|hour|day|minute|second|week|weeks|month|quarter|year|run|pk|cycle|tick|window|rank|order|entry|sample|trial|case|tag|jour|dia)$/;
/** Short names of numbers that start again: 23, 0, 1. */
const CYCLE = /(hour|day|minute|second|week|month|quarter|tag|jour|dia)s?$/;
const TOPIC = /^topics?(id|name|number|no|index)?$/;
const NETWORK =
  /^((the|allora)?network|combined|networkcombined|combinednetwork|net|netzwerk|reseau)(log10?|inferences?|forecast)?(loss|losses|lossvalue|value|values|regret|score|error|mse|mae|rmse|inferences?)?(log10|raw)?$|^(log10?|raw)?(loss|losses|value|mse|mae|rmse|error)?(of)?(the)?(allora)?(network|combined)$|^(log10?|raw)(network|combined)(loss|value)?$/;
const OTHER_NETWORK =
  /^(network)?(naive|ensemble|consensus|aggregated?|oneouts?|oneins?)(network)?(inferences?|inferer|forecaster)?(loss|losses|values?|regrets?|scores?|error|mse|mae|rmse)?$|^(loss|value)(naive|ensemble|consensus)$|^one(out|in)(inferer|forecaster)?/;
/** Another network by a word that a model may have as a name, too. */
const PERHAPS_WORDS =
  'baseline|benchmark|reference|ref|control|global|system|protocol|allora|group|pool|synth|synthesis|synthesi[sz]ed|synthetic|' +
  'blend|blended|combo|final|weighted|stack|stacked|stacking|hybrid|fused|fusion|mix|mixture|mixed|ensemblemean|ensembleavg|' +
  'super|superlearner|supermodel|metamodel|metalearner|metaensemble|oracle|dummy|persistence|randomwalk|market|house|' +
  'agg|aggr|pooled|crowd|grand(?:total|mean|average)|weighted(?:avg|average|mean|median|sum|total|combination)|' +
  '(?:all|models?)(?:avg|average|mean|median|sum|total)|(?:avg|average|mean|median|sum|total)(?:of)?(?:all|models?)';
const PERHAPS_NETWORK = new RegExp(
  `^(the)?(${PERHAPS_WORDS}|meta|topic)(inferences?|loss|losses|values?|regrets?|scores?|error|mse|mae|rmse|results?|outputs?|models?)$` +
    `|^(${PERHAPS_WORDS}|results?|outputs?|yhat|ypred|preds?|tau|theta|lambda|sigma|rho|kappa)$`,
);
const STATISTIC =
  /^(epoch|row|loss|losses|value|regret|score|error|worker|workers|inferers?)?(total|sum|mean|average|avg|ave|median|min|minimum|max|maximum|best|worst|overall|all|std|stdev|stddev|sd|sem|count|spread|range|variance|var|iqr|mad|rms|norm|skew|skewness|kurtosis|gesamt|summe|mittel|mittelwert|durchschnitt|schnitt|promedio|media|mediana|moyenne|somme|suma|soma|[pq](?:05|10|20|25|50|75|80|90|95|99)|q[123]|quantile\d*|percentile\d*)(of)?(row|epoch|workers?|inferers?|all)?(loss|losses|values?|regrets?|scores?|error|mse|mae|rmse)?$/;
const FACT =
  /^(groundtruths?|truth|true|truevalue|ytrue|actuals?|actualvalue|observed|target|targetvalue|(regret)?stdnorm|scale|epsilon|(total)?stakes?|(num|number|numberof|n|active)?(workers|inferers|forecasters|reputers)(count)?|workercount|lossmethod|comments?|notes?|status|version|mode|chain(id)?|network(id|name)|(evt|call)?(tx|txn|transaction|block)?hash(es)?|labels?|labelid|labelname|alpha|alpharegret|[pc]norm|[a-z]*prices?|fees?|seeds?|gas|gasused|gaswanted|numtxs?|txs?|volume|currency|symbol|ticker|source|url|model_?version|rewards?|totalrewards?|weights?|confidences?|probabilit(?:y|ies))$/;
const WORKER =
  /^(w|worker|inferer|forecaster|participant|agent|miner|model|node|user|account|wallet|member)(id|no|nr)?\d+$|^(allo1|worker|inferer|forecaster)./;

/** Place of a name in the list of names of index columns, 0 the most reliable; Infinity if it is none. */
export function indexRank(name: string): number {
  const plain = plainName(name);
  const rank = INDEX.findIndex((pattern) => pattern.test(plain));
  return rank < 0 ? (meaningOf(name) === 'perhaps index' ? INDEX.length : Infinity) : rank;
}

/** Whether a name is that of numbers that start again, so that only rows in their order are in order. */
export function isCycle(name: string): boolean {
  return CYCLE.test(plainName(name));
}

/** Rank of a short name that promises no order. */
export const INDEX_RANKS = INDEX.length;

/** Rank up to which an index names one epoch, so that it must not occur twice. */
export const EPOCH_RANK = 3;

/** Words of a name in lower case: `worker_id` and `workerId` are `worker` and `id`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .map(plainName);
}

/** `id` and `n`, or a name that ends with such a word: `run_no`, `batchId`. */
function isPerhapsIndex(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1)!;
  return (
    PERHAPS_INDEX.test(plainName(name)) ||
    (words.length > 1 && /^(id|no|nr|nbr|num|number|idx|index)$/.test(last))
  );
}

/** Words for a loss or a forecast at the end of a name. */
const QUANTITY_WORD =
  /(loss|losses|mse|mae|rmse|error|regret|regrets|score|scores|inference|prediction|forecast|estimate|value)$/;

/**
 * Whether a name is or ends with a word for a quantity: `loss` and `topic_loss` beside `a` and `b` are no
 * workers.
 */
export function endsWithQuantity(name: string): boolean {
  return QUANTITY_WORD.test(plainName(name));
}

export function meaningOf(name: string): Meaning {
  const plain = plainName(name);
  if (INDEX.some((pattern) => pattern.test(plain))) return 'index';
  if (TOPIC.test(plain)) return 'topic';
  if (OTHER_NETWORK.test(plain)) return 'other network';
  if (NETWORK.test(plain)) return 'network';
  if (PERHAPS_NETWORK.test(plain)) return 'perhaps network';
  if (STATISTIC.test(plain)) return 'statistic';
  if (FACT.test(plain)) return 'fact';
  if (WORKER.test(plain)) return 'worker';
  if (isPerhapsIndex(name)) return 'perhaps index';
  return 'unknown';
}

/** Names of the column that says whose value a row of a long table holds. */
const LONG_WORKER =
  /^(workers?|workerid|workername|workeraddress|address|addr|(alloraa?|cosmos)?address|inferer|infereraddress|infererid|forecaster|forecasteraddress|participants?|participantid|agent|agentid|agentname|miner|account|wallet|walletaddress|node|nodeid|user|userid|username|name|member|model|modelid|modelname|owner|who|variable)$/;
const ACTOR = /^(actor|actortype|workertype|role|type|kind)$/;
const GENERIC_VALUE = /^(val|vals|values?|amount|number|result)$/;
const QUANTITIES = {
  regrets: /regrets?/,
  scores: /scores?/,
  losses: /loss|losses|mse|mae|rmse|error/,
} as const;

type Quantity = keyof typeof QUANTITIES;

/** Names of the column of inferences. */
const INFERENCES = /^(inferences?|predictions?|forecasts?|estimates?)(values?)?$/;

/** The role of a column in a long table, as far as its name tells. */
export type LongRole = 'worker' | 'actor' | 'value' | Quantity | null;

/** @param areInferences whether a table of losses holds inferences in their place */
export function longRoleOf(name: string, areInferences = false): LongRole {
  const plain = plainName(name);
  if (areInferences && INFERENCES.test(plain)) return 'losses';
  if (LONG_WORKER.test(plain)) return 'worker';
  if (ACTOR.test(plain)) return 'actor';
  if (GENERIC_VALUE.test(plain)) return 'value';
  if (['network', 'other network', 'statistic', 'fact', 'index'].includes(meaningOf(name))) return null;
  for (const [quantity, pattern] of Object.entries(QUANTITIES))
    if (pattern.test(plain)) return quantity as Quantity;
  return null;
}

/** Unit of losses that the name of a column states; `log` without a base can be of 10 or of e. */
export function unitOfName(name: string): 'log10' | 'raw' | 'log' | null {
  if (/log10/.test(plainName(name))) return 'log10';
  const words = wordsOf(name);
  if (words.includes('raw')) return 'raw';
  return words.some((word) => /^(ln|log|logloss|lnloss|logmse|logmae|nll)$/.test(word)) ? 'log' : null;
}
