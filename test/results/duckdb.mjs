/** Reads Parquet files with DuckDB, and prints their columns and metadata as JSON. Arguments: paths. */

import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const read = async (query) => (await connection.runAndReadAll(query)).getColumnsObjectJS();
const files = [];
for (const path of process.argv.slice(2)) {
  const quoted = `'${path.replaceAll("'", "''")}'`;
  const metadata = await read(
    `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${quoted})`,
  );
  const groups = await read(`SELECT count(DISTINCT row_group_id)::INT AS n FROM parquet_metadata(${quoted})`);
  files.push({
    columns: await read(`SELECT * FROM ${quoted}`),
    metadata: Object.fromEntries(metadata.key.map((key, i) => [key, metadata.value[i]])),
    groups: groups.n[0],
  });
}
process.stdout.write(JSON.stringify(files));
