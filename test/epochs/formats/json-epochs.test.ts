import { describe, it } from 'vitest';
import { expectTable, type Case } from './tables.js';

describe('epochs in objects', () => {
  it.each<Case>([
    [
      'lists',
      '{"addresses":["a","b"],"regrets":["0.1",0.2]}',
      ['worker', 'regret'],
      [
        ['a', '0.1'],
        ['b', 0.2],
      ],
    ],
    [
      'lists in a list',
      '[{"addresses":["a","b"],"regrets":[1,2]},{"addresses":["b"],"regrets":[3]}]',
      ['epoch', 'worker', 'regret'],
      [
        [1, 'a', 1],
        [1, 'b', 2],
        [2, 'b', 3],
      ],
    ],
    [
      'lists in lines',
      '{"block_height":"5","topic_id":1,"inferers":["a"],"losses":[1]}\n{"block_height":"6","topic_id":1,"inferers":["a"],"losses":[2]}',
      ['block_height', 'topic_id', 'actor_type', 'worker', 'loss'],
      [
        ['5', 1, 'inferer', 'a', 1],
        ['6', 1, 'inferer', 'a', 2],
      ],
    ],
    [
      'lists that are JSON in a string',
      '{"block_height":"\\"5\\"","addresses":"[\\"a\\"]","regrets":"[\\"0.1\\"]"}',
      ['block_height', 'worker', 'regret'],
      [['5', 'a', '0.1']],
    ],
    [
      'a nonce',
      '[{"nonce":{"block_height":"5"},"workers":["a"],"scores":[1]}]',
      ['nonce', 'worker', 'score'],
      [['5', 'a', 1]],
    ],
    [
      'inferers and forecasters',
      '{"epoch":3,"inferers":["a"],"inferer_regrets":[1],"forecasters":["a","f"],"forecaster_regrets":[2,3]}',
      ['epoch', 'actor_type', 'worker', 'regret'],
      [
        [3, 'inferer', 'a', 1],
        [3, 'forecaster', 'a (forecaster)', 2],
        [3, 'forecaster', 'f (forecaster)', 3],
      ],
    ],
    [
      'lists of inferers and reputers',
      '{"epoch":[1,1],"inferer":["a","r"],"role":["inferer","reputer"],"loss":[1,2]}',
      ['actor_type', 'worker', 'epoch', 'role', 'loss'],
      [['inferer', 'a', 1, 'inferer', 1]],
    ],
    [
      'a list of workers in each epoch',
      '[[{"worker":"a","value":1},{"worker":"b","value":2}],[{"worker":"a","value":3}]]',
      ['epoch', 'worker', 'value'],
      [
        [1, 'a', 1],
        [1, 'b', 2],
        [2, 'a', 3],
      ],
    ],
    [
      'a list of workers in each line',
      '[{"worker":"a","value":1}]\n[{"worker":"a","value":3}]',
      ['epoch', 'worker', 'value'],
      [
        [1, 'a', 1],
        [2, 'a', 3],
      ],
    ],
    [
      'workers of one epoch',
      '[{"worker":"a","value":1},{"worker":"b","value":2}]',
      ['worker', 'value'],
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    [
      'workers with one label',
      '{"epoch":1,"inferer_values":[{"worker":"a","values":[{"label_id":1,"label_name":"y","value":"0.1"}]}],"combined_value":[{"label_id":1,"value":"2"}]}',
      ['epoch', 'combined_value', 'actor_type', 'worker', 'value'],
      [[1, '2', 'inferer', 'a', '0.1']],
    ],
    [
      'values of the network',
      '[{"epoch":1,"inferer_values":[{"worker":"a","value":1}],"forecaster_values":[{"worker":"f","value":2}],"combined_value":"3","naive_value":"4","one_out_inferer_values":[{"worker":"a","value":9}]}]',
      ['epoch', 'combined_value', 'naive_value', 'actor_type', 'worker', 'value'],
      [
        [1, '3', '4', 'inferer', 'a', 1],
        [1, '3', '4', 'forecaster', 'f (forecaster)', 2],
      ],
    ],
    [
      'objects of workers',
      '{"topic":1,"epochs":[{"epoch":1,"regrets":{"a":1,"b":2}},{"epoch":2,"regrets":{"a":3}}]}',
      ['topic', 'epoch', 'worker', 'regret'],
      [
        [1, 1, 'a', 1],
        [1, 1, 'b', 2],
        [1, 2, 'a', 3],
      ],
    ],
    [
      'keys that are epochs',
      '{"7":{"addresses":["a"],"regrets":[1]},"8":{"addresses":["a"],"regrets":[2]}}',
      ['epoch', 'worker', 'regret'],
      [
        ['7', 'a', 1],
        ['8', 'a', 2],
      ],
    ],
    [
      'scores',
      '{"scores":[{"topic_id":"2","block_height":"5","address":"a","score":"1"}]}',
      ['worker', 'topic_id', 'block_height', 'score'],
      [['a', '2', '5', '1']],
    ],
    [
      'numbers of one epoch',
      '{"regrets":[0.1,0.2]}',
      ['worker', 'regret'],
      [
        ['1', 0.1],
        ['2', 0.2],
      ],
    ],
    [
      'numbers of epochs in lines',
      '{"regrets":[1,2]}\n{"regrets":[3,4]}',
      ['epoch', 'worker', 'regret'],
      [
        [1, '1', 1],
        [1, '2', 2],
        [2, '1', 3],
        [2, '2', 4],
      ],
    ],
    [
      'numbers of named epochs',
      '[{"epoch":7,"regrets":[1,2]},{"epoch":8,"regrets":[3,4]}]',
      ['epoch', 'worker', 'regret'],
      [
        [7, '1', 1],
        [7, '2', 2],
        [8, '1', 3],
        [8, '2', 4],
      ],
    ],
    [
      'an epoch without workers',
      '[{"addresses":[],"regrets":[]},{"addresses":["a"],"regrets":[1]}]',
      ['epoch', 'worker', 'regret'],
      [[2, 'a', 1]],
    ],
  ])('of %s', (_, content, columns, rows) => expectTable(content, columns, rows));
});
