import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { errorOf, readTable } from './tables.js';

/** A local header of a zip archive, with the name of its first file. */
function zip(file: string, content = ''): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from(file + content)]);
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function tar(): Buffer {
  const header = Buffer.alloc(1024);
  header.write('table.csv');
  header.write('ustar', 257);
  return header;
}

const SHEET = 'save the sheet as CSV (File, Save As, CSV UTF-8)';

describe('a format that is not read is named, with a way to convert it', () => {
  it.each<[Buffer, string, string | RegExp]>([
    [zip('xl/workbook.xml'), 'an Excel workbook', SHEET],
    [zip('[Content_Types].xml', 'x'.repeat(2000) + 'xl/worksheets/sheet1.xml'), 'an Excel workbook', SHEET],
    [latin('\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0'), 'an Excel workbook', SHEET],
    [
      zip('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'),
      'an OpenDocument sheet',
      'save the sheet as CSV (File, Save As, Text CSV)',
    ],
    [zip('arr_0.npy'), 'an npz archive of numpy', /^python -c "import numpy; z = numpy\.load/],
    [zip('table.csv'), 'a zip archive', 'unzip -p FILE > table.csv'],
    [latin('BZh91AY&SY\0'), 'bzip2 data', 'bzip2 -dc FILE > table.csv'],
    [latin('\xFD7zXZ\0\0'), 'xz data', 'xz -dc FILE > table.csv'],
    [latin("7z\xBC\xAF'\x1C\0"), 'a 7z archive', '7z x FILE'],
    [latin('\x04"M\x18@@'), 'LZ4 data', 'lz4 -dc FILE > table.csv'],
    [tar(), 'a tar archive', 'tar -xf FILE'],
    [gzipSync(tar()), 'a tar archive', 'tar -xf FILE'],
    [latin('\x89HDF\r\n\x1A\n\0'), 'an HDF5 file', /^python -c "import pandas; pandas\.read_hdf\('table'\)/],
    [latin('\x93NUMPY\x01\0'), 'an array of numpy', /numpy\.load\('table'\)/],
    [latin('\x80\x04\x95\0'), 'a pickle of Python', /read_pickle/],
    [latin('\x80\x02]q'), 'a pickle of Python', /read_pickle/],
    [latin('SQLite format 3\0'), 'an SQLite database', /^sqlite3 -csv -header table "SELECT/],
    [latin('\0\0\0\0\0\0\0\0DUCK\0'), 'a DuckDB database', /^duckdb -csv table "SELECT/],
    [latin('ORC\0'), 'an ORC file', /read_orc/],
    [latin('Obj\x01\0'), 'an Avro file', /fastavro/],
    [latin('FEA1\0\0'), 'a Feather file of version 1', /read_feather/],
    [gzipSync(latin('X\n\0\0\0\x03\0')), 'an RDS file of R', /readRDS\("table"\)/],
    [gzipSync(latin('RDX3\nX\n')), 'an RData file', /load\("table"\)/],
    [
      latin('MATLAB 5.0 MAT-file, Platform: GLNXA64'),
      'a MATLAB file',
      "in MATLAB, writematrix(x, 'table.csv')",
    ],
    [latin('%PDF-1.7\n'), 'a PDF document', 'save the table behind it as CSV'],
    [latin('<!DOCTYPE html>\n<html>'), 'a web page', /read_html/],
    [latin('\xEF\xBB\xBF\n<html lang="en">'), 'a web page', /read_html/],
    [latin('<?xml version="1.0"?><a/>'), 'an XML document', /read_xml/],
    [latin('<rows>\n <row a="1"/>'), 'an XML document', /read_xml/],
    [latin('\x89PNG\r\n\x1A\n'), 'a picture', 'save the numbers behind it as CSV'],
    [latin('\xFF\xD8\xFF\xE0'), 'a picture', 'save the numbers behind it as CSV'],
    [latin('GIF89a'), 'a picture', 'save the numbers behind it as CSV'],
    [latin('PARE\0'), 'an encrypted Parquet file', 'write it without encryption'],
    [latin('version https://git-lfs.github.com/spec/v1\noid'), 'a pointer of Git LFS', 'git lfs pull'],
  ])('%#', async (content, name, convert) => {
    const message = await errorOf(content);
    const start = `table: expected a table in CSV, JSON, Parquet or Arrow, got ${name}; convert it: `;
    expect(message.slice(0, start.length)).toBe(start);
    const way = message.slice(start.length);
    if (typeof convert === 'string') expect(way).toBe(convert.replaceAll('FILE', 'table'));
    else expect(way).toMatch(convert);
  });

  it.each([
    '<1,b\n1,2\n',
    '<a>,b\n1,2\n',
    'ORCA,b\n1,2\n'.slice(1),
    'MATLAB_x,b\n1,2\n',
    'BM,b\n1,2\n',
    '%,b\n1,2\n',
  ])('but text is read: %j', async (content) => {
    expect(await readTable(content)).toMatchObject({ format: 'text', text: content });
  });
});
