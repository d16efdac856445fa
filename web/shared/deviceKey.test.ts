import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { proof, publicJwk } from "./deviceKey";

const claims = { htm: "CONNECT", htu: "https://site.example/live/hub", nonce: "n1" };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test("A device has one key, whoever asks first", async () => {
  const [one, other] = await Promise.all([publicJwk(), publicJwk()]);
  assert.equal(one?.kty, "EC");
  assert.equal(one.crv, "P-256");
  assert.equal("d" in one, false);
  assert.deepEqual(one, other);
  assert.deepEqual(await publicJwk(), one);
});

test("A proof says what it answers and is signed by the device's key", async () => {
  const parts = (await proof(claims))?.split(".") ?? [];
  assert.equal(parts.length, 3);
  const [header, payload] = parts.slice(0, 2).map((part) => JSON.parse(fromBase64Url(part).toString()) as Claims);
  assert.deepEqual(
    { typ: header?.typ, alg: header?.alg, jwk: header?.jwk },
    { typ: "dpop+jwt", alg: "ES256", jwk: await publicJwk() },
  );
  assert.deepEqual({ htm: payload?.htm, htu: payload?.htu, nonce: payload?.nonce }, claims);
  assert.ok(Math.abs(Number(payload?.iat) - Date.now() / 1000) < 5);
  const key = await webcrypto.subtle.importKey(
    "jwk",
    header?.jwk as JsonWebKey,
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["verify"],
  );
  const signature = fromBase64Url(parts[2] ?? "");
  const signed = Buffer.from(parts.slice(0, 2).join("."));
  assert.ok(await webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed));
});

test("No two proofs are the same", async () => {
  assert.notEqual(await proof(claims), await proof(claims));
});

test("The key cannot leave", async () => {
  await publicJwk();
  const open = indexedDB.open("usher");
  const stored = await new Promise<CryptoKeyPair>((resolve) => {
    open.onsuccess = () => {
      const get = open.result.transaction("keys").objectStore("keys").get("device");
      get.onsuccess = () => resolve(get.result as CryptoKeyPair);
    };
  });
  assert.equal(stored.privateKey.extractable, false);
});

test("Without a place to keep keys there is none, and nothing fails", async () => {
  globalThis.indexedDB = {
    open: () => {
      throw new DOMException("No.", "SecurityError");
    },
  } as unknown as IDBFactory;
  assert.equal(await publicJwk(), null);
  assert.equal(await proof(claims), null);
});

type Claims = Record<string, unknown>;
const fromBase64Url = (text: string): Buffer => Buffer.from(text, "base64url");
