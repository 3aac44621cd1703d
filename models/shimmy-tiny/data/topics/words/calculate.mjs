/** The value of a sum, difference or product of whole numbers, with brackets. */
export function calculate(text) {
  const tokens = text.match(/\d+|[-+*()]/g) ?? [];
  let at = 0;
  const atom = () => {
    if (tokens[at] !== "(") return Number(tokens[at++]);
    at += 1;
    const inner = sum();
    at += 1;
    return inner;
  };
  const product = () => {
    let value = atom();
    while (tokens[at] === "*") {
      at += 1;
      value *= atom();
    }
    return value;
  };
  const sum = () => {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      value = tokens[at++] === "+" ? value + product() : value - product();
    }
    return value;
  };
  return sum();
}
