/** JSON Schema of the answer of `doctor --json`. */

import * as z from 'zod';

const answer = z.strictObject({
  passed: z.boolean().describe('Whether no check found a problem.'),
  checks: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.string().describe('The fact, in words. The home folder is written as ~.'),
        problem: z.string().nullable().describe('The problem and the way out; null: none.'),
      }),
    )
    .describe('In the order of the text.'),
});

/** The answer of `doctor --json`. */
type DoctorAnswer = z.infer<typeof answer>;
export type Check = DoctorAnswer['checks'][number];

export function doctorJsonSchema(): object {
  return z.toJSONSchema(answer, { target: 'draft-7' });
}
