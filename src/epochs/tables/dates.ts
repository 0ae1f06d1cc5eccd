/** Dates as people and programs write them, as numbers that order them. */

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.*))?$/;
const NUMERIC = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(.*))?$/;
const DAY_FIRST =
  /^(?:[a-z]{3,9}\.?,? +)?(\d{1,2})[- ./]*([a-z]{3})[a-z]*\.?,?[- ./]+(\d{4})(?:[T ,]+(.*))?$/i;
const MONTH_FIRST =
  /^(?:[a-z]{3,9}\.?,? +)?([a-z]{3})[a-z]*\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?:[T ,]+(.*))?$/i;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))? *([ap]m)? *(Z|UTC|GMT|[-+]\d{2}:?\d{2})?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Milliseconds of the dates, shape (texts); UTC where no zone is named. null if a text is no date, or if days
 * and months cannot be told apart and the order depends on it.
 */
export function timesOf(texts: readonly string[]): Float64Array | null {
  const [dayFirst, monthFirst] = [true, false].map((isDayFirst) =>
    Float64Array.from(texts, (text) => timeOf(text, isDayFirst)),
  ) as [Float64Array, Float64Array];
  if (dayFirst.some(Number.isNaN)) return monthFirst.some(Number.isNaN) ? null : monthFirst;
  if (monthFirst.some(Number.isNaN)) return dayFirst;
  return haveSameOrder(dayFirst, monthFirst) ? dayFirst : null;
}

function haveSameOrder(a: Float64Array, b: Float64Array): boolean {
  const order = [...a.keys()].sort((i, j) => a[i]! - a[j]!);
  return order.every(
    (index, i) =>
      i === 0 || Math.sign(b[index]! - b[order[i - 1]!]!) === Math.sign(a[index]! - a[order[i - 1]!]!),
  );
}

/** NaN if the text is no date. */
function timeOf(text: string, isDayFirst: boolean): number {
  const iso = ISO.exec(text);
  if (iso) return timeFrom(iso[1]!, iso[2]!, iso[3]!, iso[4]);
  const numeric = NUMERIC.exec(text);
  if (numeric) {
    const [, first, , second, year, clock] = numeric;
    return timeFrom(
      year!.padStart(4, '20'),
      isDayFirst ? second! : first!,
      isDayFirst ? first! : second!,
      clock,
    );
  }
  const [, day, month, year, clock] = DAY_FIRST.exec(text) ?? [];
  if (day !== undefined) return timeFrom(year!, monthOf(month!), day, clock);
  const [, name, date, inYear, time] = MONTH_FIRST.exec(text) ?? [];
  return name === undefined ? NaN : timeFrom(inYear!, monthOf(name), date!, time);
}

function monthOf(name: string): string {
  return String(MONTHS.indexOf(name.toLowerCase()) + 1);
}

function timeFrom(year: string, month: string, day: string, clock = '00:00'): number {
  const [, hour, minute, second = '0', half, zone = 'Z'] = CLOCK.exec(clock.trim()) ?? [];
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isDate = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
  if (hour === undefined || !isDate) return NaN;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  const [, sign, offsetHours = '0', offsetMinutes = '0'] = /^([-+])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (60 * Number(offsetHours) + Number(offsetMinutes));
  return midnight + 60_000 * (60 * hours + Number(minute) - offset) + 1000 * Number(second);
}
