const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/**
 * Python's `strftime` in local time and in English whatever the machine's language, because models were trained on that.
 * Unknown codes stay as they are.
 */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (whole, unpadded: string, code: string) => {
    const text = field(date, code);
    if (text === undefined) return whole;
    return unpadded === "" ? text : text.replace(/^[0 ]+(?=.)/, "");
  });
}

function field(date: Date, code: string): string | undefined {
  const month = MONTHS[date.getMonth()] ?? "";
  const weekday = WEEKDAYS[date.getDay()] ?? "";
  switch (code) {
    case "Y":
      return String(date.getFullYear());
    case "y":
      return twoDigits(date.getFullYear() % 100);
    case "m":
      return twoDigits(date.getMonth() + 1);
    case "B":
      return month;
    case "b":
      return month.slice(0, 3);
    case "A":
      return weekday;
    case "a":
      return weekday.slice(0, 3);
    case "d":
      return twoDigits(date.getDate());
    case "e":
      return String(date.getDate()).padStart(2, " ");
    case "H":
      return twoDigits(date.getHours());
    case "I":
      return twoDigits(date.getHours() % 12 || 12);
    case "p":
      return date.getHours() < 12 ? "AM" : "PM";
    case "M":
      return twoDigits(date.getMinutes());
    case "S":
      return twoDigits(date.getSeconds());
    case "%":
      return "%";
    default:
      return undefined;
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
