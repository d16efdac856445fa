import assert from "node:assert/strict";
import { test } from "node:test";
import { linkify } from "./linkify";

const links = (text: string): string[] => linkify(text).flatMap((piece) => (piece.href ? [piece.text] : []));

test("Nothing of a text is lost", () => {
  const text = "See https://tides.example/a?b=c#d, then (https://en.example/Wake_(fluid)) and http://x.example!";
  assert.equal(
    linkify(text)
      .map((piece) => piece.text)
      .join(""),
    text,
  );
  assert.deepEqual(links(text), [
    "https://tides.example/a?b=c#d",
    "https://en.example/Wake_(fluid)",
    "http://x.example",
  ]);
});

test("Only http and https are links", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://a.example",
    "mailto:a@b.example",
    "www.tides.example",
    "xhttps://a.example",
  ])
    assert.deepEqual(links(text), [], text);
});

test("An address that hides where it leads is no link", () => {
  assert.deepEqual(links("https://bank.example@evil.example/"), []);
  assert.deepEqual(links("https://"), []);
});

test("A link ends before quotes, tags and marks that turn the writing around", () => {
  assert.deepEqual(links('<a href="https://a.example/">'), ["https://a.example/"]);
  assert.deepEqual(links("https://a.example/\u202egpj.exe"), ["https://a.example/"]);
});
