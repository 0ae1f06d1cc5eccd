/** The message that changes a topic on the chain, as a command for the terminal. */

/**
 * Positional arguments of `allorad tx emissions update-topic`, in order, by the field of `UpdateTopicRequest`
 * (chain v0.17, emissions v10).
 */
const UPDATE_TOPIC_FIELDS = [
  'sender',
  'topic_id',
  'metadata',
  'loss_method',
  'alpha_regret',
  'merit_sortition_alpha',
  'p_norm',
  'c_norm',
  'max_labels_per_submission',
  'label_whitelist',
  'label_default_value',
] as const;

export type UpdateTopicField = (typeof UPDATE_TOPIC_FIELDS)[number];

/** The command with the known values; `<name>` stands for an unknown one. */
export function updateTopicCommand(values: Partial<Record<UpdateTopicField, string>>): string {
  const words = UPDATE_TOPIC_FIELDS.map((name) => {
    const value = values[name];
    return value === undefined ? `<${name}>` : quoted(value);
  });
  return ['allorad tx emissions update-topic', ...words].join(' ');
}

/** As a POSIX shell reads it as one word. */
function quoted(value: string): string {
  return /^[\w.:/@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** UpdateTopic has no optional field. */
export const UPDATE_TOPIC_WARNING =
  'UpdateTopic replaces every field that it takes: repeat the present value of each of the others.';
