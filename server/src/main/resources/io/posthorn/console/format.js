// Numbers, sizes, durations and instants as people read them.
import { locale, t } from './text.js';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `12,345`; beyond a million `12.3M`. */
export function count(n) {
  if (n === null || n === undefined) {
    return '–';
  }
  if (Math.abs(n) < 1_000_000) {
    return n.toLocaleString(locale());
  }
  return n.toLocaleString(locale(), { notation: 'compact', maximumFractionDigits: 1 });
}

/** Messages a second: `0`, `0.4`, `12`, `3,400`. */
export function rate(perSecond) {
  if (perSecond === null || perSecond === undefined) {
    return '–';
  }
  const digits = perSecond > 0 && perSecond < 10 ? 1 : 0;
  return perSecond.toLocaleString(locale(), { maximumFractionDigits: digits });
}

export function bytes(n) {
  if (n < 1024) {
    return `${n} B`;
  }
  const units = ['KB', 'MB', 'GB', 'TB'];
  let at = -1;
  let value = n;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 })} ${units[at]}`;
}

/** The milliseconds of a duration as the API writes it; null for anything else. */
export function millis(text) {
  const match = /^(\d+)(ms|s|m|h|d)?$/.exec(text ?? '');
  return match ? Number(match[1]) * UNITS[match[2] ?? 's'] : null;
}

/** `850 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function span(ms) {
  if (ms === null || ms === undefined) {
    return '–';
  }
  if (ms < 1000) {
    return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ${t('unit.ms')}`;
  }
  const seconds = ms / 1000;
  if (seconds < 10) {
    return `${seconds.toLocaleString(locale(), { maximumFractionDigits: 1 })} ${t('unit.s')}`;
  }
  const parts = [
    [Math.floor(seconds / 86_400), 'unit.d'],
    [Math.floor(seconds / 3600) % 24, 'unit.h'],
    [Math.floor(seconds / 60) % 60, 'unit.min'],
    [Math.floor(seconds) % 60, 'unit.s'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${t(unit)}`)
    .join(' ');
}

/** Local time; with the date unless that is today. */
export function clockTime(instant, now = new Date()) {
  const at = new Date(instant);
  const time = at.toLocaleTimeString(locale(), { hour12: false });
  if (at.toDateString() === now.toDateString()) {
    return time;
  }
  const year = at.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return `${at.toLocaleDateString(locale(), { year, month: 'short', day: 'numeric' })} ${time}`;
}

/** How far an instant lies ahead (`in 4 min`) or back (`4 min ago`). */
export function distance(instant, now = Date.now()) {
  const ms = new Date(instant).getTime() - now;
  if (Math.abs(ms) < 1000) {
    return t('time.now');
  }
  return t(ms > 0 ? 'time.in' : 'time.ago', { span: span(Math.abs(ms)) });
}
