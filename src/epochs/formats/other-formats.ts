/** Formats that are not read: how to recognise them, and how to convert them. */

import { UsageError } from '../../text/errors.js';
import { areEqual, includes, latin1, latin1Bytes } from './bytes.js';

interface OtherFormat {
  /** Its name with an article, for a message. */
  name: string;
  is: (head: Uint8Array) => boolean;
  /** A menu, or a command with the name of the file. */
  convert: (file: string) => string;
}

/** Does a file start with these bytes? Text is Latin-1. */
function starts(text: string, offset = 0): (head: Uint8Array) => boolean {
  const bytes = latin1Bytes(text);
  return (head) => areEqual(head.subarray(offset, offset + bytes.length), bytes);
}

const isZip = starts('PK\x03\x04');

/** Archives name their files near the start. */
function zipWith(text: string): (head: Uint8Array) => boolean {
  const bytes = latin1Bytes(text);
  return (head) => isZip(head) && includes(head, bytes);
}

/** Text that starts so, after blanks. */
function startsAs(pattern: RegExp): (head: Uint8Array) => boolean {
  return (head) => pattern.test(latin1(head, 0, 1000).replace(/^\xEF\xBB\xBF/, ''));
}

function pandas(read: string): (file: string) => string {
  return (file) => `python -c "import pandas; pandas.${read}('${file}').to_csv('table.csv')"`;
}

function menu(menuText: string): () => string {
  return () => `save the sheet as CSV (${menuText})`;
}

/** The first that fits is named. */
const OTHER_FORMATS: readonly OtherFormat[] = [
  { name: 'an Excel workbook', is: zipWith('xl/'), convert: menu('File, Save As, CSV UTF-8') },
  {
    name: 'an Excel workbook',
    is: starts('\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1'),
    convert: menu('File, Save As, CSV UTF-8'),
  },
  { name: 'an OpenDocument sheet', is: zipWith('opendocument'), convert: menu('File, Save As, Text CSV') },
  {
    name: 'an npz archive of numpy',
    is: zipWith('.npy'),
    convert: (file) =>
      `python -c "import numpy; z = numpy.load('${file}'); numpy.savetxt('table.csv', z[z.files[0]], delimiter=',')"`,
  },
  { name: 'a zip archive', is: isZip, convert: (file) => `unzip -p ${file} > table.csv` },
  { name: 'an empty zip archive', is: starts('PK\x05\x06'), convert: () => 'put the table itself here' },
  { name: 'bzip2 data', is: startsAs(/^BZh[1-9]1AY&SY/), convert: (file) => `bzip2 -dc ${file} > table.csv` },
  { name: 'xz data', is: starts('\xFD7zXZ\0'), convert: (file) => `xz -dc ${file} > table.csv` },
  { name: 'a 7z archive', is: starts('7z\xBC\xAF\x27\x1C'), convert: (file) => `7z x ${file}` },
  { name: 'a rar archive', is: starts('Rar!\x1A\x07'), convert: (file) => `unrar x ${file}` },
  { name: 'LZ4 data', is: starts('\x04\x22\x4D\x18'), convert: (file) => `lz4 -dc ${file} > table.csv` },
  { name: 'data of compress', is: starts('\x1F\x9D'), convert: (file) => `gzip -dc ${file} > table.csv` },
  { name: 'a tar archive', is: starts('ustar', 257), convert: (file) => `tar -xf ${file}` },
  { name: 'a MATLAB file', is: starts('MATLAB '), convert: () => "in MATLAB, writematrix(x, 'table.csv')" },
  { name: 'an HDF5 file', is: starts('\x89HDF\r\n\x1A\n'), convert: pandas('read_hdf') },
  {
    name: 'an array of numpy',
    is: starts('\x93NUMPY'),
    convert: (file) =>
      `python -c "import numpy; numpy.savetxt('table.csv', numpy.load('${file}'), delimiter=',')"`,
  },
  {
    name: 'a pickle of Python',
    is: (head) => head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5,
    convert: pandas('read_pickle'),
  },
  {
    name: 'an SQLite database',
    is: starts('SQLite format 3\0'),
    convert: (file) => `sqlite3 -csv -header ${file} "SELECT * FROM your_table" > table.csv`,
  },
  {
    name: 'a DuckDB database',
    is: starts('DUCK', 8),
    convert: (file) => `duckdb -csv ${file} "SELECT * FROM your_table" > table.csv`,
  },
  { name: 'an ORC file', is: starts('ORC'), convert: pandas('read_orc') },
  {
    name: 'an Avro file',
    is: starts('Obj\x01'),
    convert: (file) =>
      `python -c "import fastavro, pandas; pandas.DataFrame(fastavro.reader(open('${file}', 'rb'))).to_csv('table.csv')"`,
  },
  {
    name: 'an RData file',
    is: startsAs(/^RD[XAB][23]\n/),
    convert: (file) => `Rscript -e 'load("${file}"); write.csv(your_table, "table.csv", row.names = FALSE)'`,
  },
  {
    name: 'an RDS file of R',
    is: (head) => RDS.some((is) => is(head)),
    convert: (file) => `Rscript -e 'write.csv(readRDS("${file}"), "table.csv", row.names = FALSE)'`,
  },
  { name: 'a Feather file of version 1', is: starts('FEA1'), convert: pandas('read_feather') },
  { name: 'an encrypted Parquet file', is: starts('PARE'), convert: () => 'write it without encryption' },
  { name: 'a Stata file', is: startsAs(/^<stata_dta>/), convert: pandas('read_stata') },
  { name: 'an SPSS file', is: starts('$FL2'), convert: pandas('read_spss') },
  { name: 'a PDF document', is: starts('%PDF-'), convert: () => 'save the table behind it as CSV' },
  {
    name: 'a web page',
    is: startsAs(/^\s*(<!doctype html|<html|<head|<body|<table)/i),
    convert: (file) => `python -c "import pandas; pandas.read_html('${file}')[0].to_csv('table.csv')"`,
  },
  {
    name: 'an XML document',
    is: startsAs(/^\s*(<\?xml|<!DOCTYPE|<!--|<[\w:]+(\s[^<>]*)?>\s*<)/),
    convert: pandas('read_xml'),
  },
  {
    name: 'a picture',
    is: (head) => PICTURES.some((is) => is(head)),
    convert: () => 'save the numbers behind it as CSV',
  },
  {
    name: 'a pointer of Git LFS',
    is: starts('version https://git-lfs'),
    convert: () => 'git lfs pull',
  },
];

/** Binary (in either order of bytes), and text. */
const RDS = [starts('X\n\0\0\0'), starts('B\n\x02\0\0\0'), starts('B\n\x03\0\0\0'), startsAs(/^A\n[23]\n/)];

const PICTURES = [
  starts('\x89PNG\r\n\x1A\n'),
  starts('\xFF\xD8\xFF'),
  starts('GIF87a'),
  starts('GIF89a'),
  starts('II*\0'),
  starts('MM\0*'),
  starts('WEBP', 8),
  startsAs(/^BM[^]{4}\0\0\0\0/),
];

/**
 * @param head first bytes of a file
 * @param name of the file
 * @throws {UsageError} for a format that is known but not read: names it and says how to convert it
 */
export function refuseOtherFormats(head: Uint8Array, name: string): void {
  const found = OTHER_FORMATS.find(({ is }) => is(head));
  if (!found) return;
  // A name with blanks or quotes would break the command.
  const file = /^[\w./+@%:-]+$/.test(name) ? name : 'FILE';
  throw new UsageError(
    `${name}: expected a table in CSV, JSON, Parquet or Arrow, got ${found.name}; convert it: ${found.convert(file)}`,
  );
}
