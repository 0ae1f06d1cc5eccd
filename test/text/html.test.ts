import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../src/text/html.js';

describe('escapeHtml', () => {
  it('leaves no special characters of HTML, and is reversible', () => {
    const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(.*?);/g, (_, name: string) => names[name]!)).toBe(text);
      }),
    );
  });
});
