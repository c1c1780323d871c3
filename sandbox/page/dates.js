// Dates as people read them, in the viewer's own time zone; also Slack's {date…} and {time…} placeholders.

const show = (date, options) => new Intl.DateTimeFormat(undefined, options).format(date);
const english = (date, options) => new Intl.DateTimeFormat("en-US", options).format(date);

export function ofTs(ts) {
  return new Date(Number(ts) * 1000);
}

function dayNumber(date) {
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime() / 86_400_000);
}

function nearDay(date, now) {
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[dayNumber(date) - dayNumber(now)] ?? null;
}

function ordinal(day) {
  const last = day % 10;
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`;
  return `${day}${{ 1: "st", 2: "nd", 3: "rd" }[last] ?? "th"}`;
}

const pad = (number) => String(number).padStart(2, "0");
const longDate = (date) => `${english(date, { month: "long" })} ${ordinal(date.getDate())}, ${date.getFullYear()}`;
const shortDate = (date) => english(date, { month: "short", day: "numeric", year: "numeric" });
const fullDate = (date) => `${english(date, { weekday: "long" })}, ${longDate(date)}`;

function ago(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const units = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

const PLACEHOLDERS = {
  date_num: (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
  date_slash: (date) => english(date, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: longDate,
  date_short: shortDate,
  date_long: fullDate,
  date_pretty: (date, now) => nearDay(date, now) ?? longDate(date),
  date_short_pretty: (date, now) => nearDay(date, now) ?? shortDate(date),
  date_long_pretty: (date, now) => nearDay(date, now) ?? fullDate(date),
  day_divider_pretty: (date, now) => nearDay(date, now) ?? fullDate(date),
  date_long_full: fullDate,
  time: (date) => show(date, { hour: "numeric", minute: "2-digit" }),
  time_secs: (date) => show(date, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (date, now) => ago(date, now),
};

// Slack's own rule: a placeholder it does not know makes it show the fallback, so this answers null then.
export function slackDate(timestamp, format, now = new Date()) {
  const date = ofTs(timestamp);
  if (Number.isNaN(date.getTime())) return null;
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (PLACEHOLDERS[name]) return PLACEHOLDERS[name](date, now);
    known = false;
    return whole;
  });
  return known ? text : null;
}

export function clock(date) {
  return PLACEHOLDERS.time(date);
}

export function dayLabel(date, now = new Date()) {
  return nearDay(date, now) ?? english(date, { weekday: "long", month: "long", day: "numeric" });
}

export function dayKey(date) {
  return PLACEHOLDERS.date_num(date);
}

// The short form of a mail list: the hour today, the day this year, the date before.
export function listDate(value, now = new Date()) {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value ?? "");
  if (dayNumber(date) === dayNumber(now)) return clock(date);
  if (date.getFullYear() === now.getFullYear()) return english(date, { month: "short", day: "numeric" });
  return shortDate(date);
}

export function fullDateTime(value) {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value ?? "");
  return `${english(date, { weekday: "short" })}, ${shortDate(date)}, ${clock(date)}`;
}

// <input type="datetime-local"> speaks local wall time; Slack speaks seconds since 1970.
export function toLocalInput(seconds) {
  const date = ofTs(seconds);
  return `${PLACEHOLDERS.date_num(date)}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function fromLocalInput(text) {
  return Math.round(new Date(text).getTime() / 1000);
}
