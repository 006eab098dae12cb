const RFC_3339 =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d+)?(?:[Zz]|[+-](?<offsetHour>\d\d):(?<offsetMinute>\d\d))$/u;

/** Whether a text is a date and time of RFC 3339, 5.6, and such a day there is. */
export function isRfc3339(text: string): boolean {
  const found = RFC_3339.exec(text)?.groups;
  if (!found) return false;
  const numberOf = (name: string): number => Number(found[name] ?? 0);
  const [year, month, day] = [numberOf('year'), numberOf('month'), numberOf('day')];
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysOf(year, month) &&
    numberOf('hour') <= 23 &&
    numberOf('minute') <= 59 &&
    numberOf('second') <= 60 &&
    numberOf('offsetHour') <= 23 &&
    numberOf('offsetMinute') <= 59
  );
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
