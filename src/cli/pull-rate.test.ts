import { expect, it } from "vitest";
import { PullRateMeter } from "./pull-rate.ts";

const UNKNOWN = { bytesPerSecond: undefined, remainingSeconds: undefined };

it("tells the rate of the last seconds once there is one, whatever an earlier attempt left", () => {
  const meter = new PullRateMeter();
  expect(meter.note(0, 5_000, 10_000)).toEqual(UNKNOWN);
  expect(meter.note(100, 5_100, 10_000)).toEqual(UNKNOWN);
  expect(meter.note(1_000, 6_000, 10_000)).toEqual({ bytesPerSecond: 1_000, remainingSeconds: 4 });
  expect(meter.note(6_000, 8_000, 10_000)).toEqual({ bytesPerSecond: 400, remainingSeconds: 5 });
  expect(meter.note(12_000, 8_000, 10_000)).toEqual({ bytesPerSecond: 0, remainingSeconds: undefined });
  expect(meter.note(13_000, 0, 10_000)).toEqual(UNKNOWN);
});
