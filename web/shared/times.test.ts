import assert from "node:assert/strict";
import { test } from "node:test";
import { elapsed, spoken } from "./times";

const at = (day: number, hour: number, year = 2026): number => new Date(year, 10, day, hour).getTime();

test("A time is said as people say it", () => {
  assert.match(spoken(at(23, 16), at(23, 9)), /^today at /);
  assert.match(spoken(at(24, 16), at(23, 23)), /^tomorrow at /);
  assert.match(spoken(at(22, 23), at(23, 0)), /^yesterday at /);
  assert.match(spoken(at(26, 16), at(23, 9)), /^Thursday at /);
  assert.match(spoken(at(26, 16, 2027), at(23, 9)), /2027 at /);
});

test("Running time grows from minutes to hours", () => {
  assert.equal(elapsed(0), "0:00");
  assert.equal(elapsed(24 * 60_000 + 10_000), "24:10");
  assert.equal(elapsed(3_729_000), "1:02:09");
  assert.equal(elapsed(-5), "0:00");
});
