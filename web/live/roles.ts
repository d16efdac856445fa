import { t } from "../shared/words";
import type { Participant, Role } from "./protocol";

/** Least first. */
export const roles: readonly Role[] = ["guest", "viewer", "speaker", "moderator", "host"];

/** What this page offers. The server decides, at every call; this only spares people a refusal. */
const least = {
  backchannel: "speaker",
  answerQuestion: "speaker",
  beOnStage: "speaker",
  publishQuestion: "moderator",
  changeRole: "moderator",
  remove: "moderator",
  handlePeople: "moderator",
  endSession: "moderator",
  invite: "host",
} as const satisfies Record<string, Role>;

export function may(role: Role, act: keyof typeof least): boolean {
  return rank(role) >= rank(least[act]);
}

export const rank = (role: Role): number => roles.indexOf(role);

/** The roles that somebody may be given: up to one's own, never a Host's. */
export function rolesToGive(yours: Role, person: Participant): readonly Role[] {
  if (!may(yours, "changeRole") || person.role === "host") return [];
  return roles.filter(
    (role) => role !== "host" && rank(role) <= rank(yours) && (role !== "guest" || person.guest === true),
  );
}

export function mayRemove(yours: Role, person: Participant): boolean {
  return may(yours, "remove") && person.role !== "host" && rank(person.role) <= rank(yours);
}

export function mayRevoke(yours: Role, person: Participant): boolean {
  return may(yours, "invite") && person.invited;
}

export function roleName(role: Role): string {
  switch (role) {
    case "guest":
      return t("Guest");
    case "viewer":
      return t("Viewer");
    case "speaker":
      return t("Speaker");
    case "moderator":
      return t("Moderator");
    case "host":
      return t("Host");
  }
}

/** "You are a Speaker": whole sentences, since other languages bend the words around the role. */
export function youAre(role: Role): string {
  switch (role) {
    case "guest":
      return t("You are a Guest");
    case "viewer":
      return t("You are a Viewer");
    case "speaker":
      return t("You are a Speaker");
    case "moderator":
      return t("You are a Moderator");
    case "host":
      return t("You are a Host");
  }
}

/** "Ada made you a Moderator". */
export function nowYouAre(role: Role, by: string | null): string {
  switch (role) {
    case "guest":
      return by ? t("{0} made you a Guest", by) : t("You are now a Guest");
    case "viewer":
      return by ? t("{0} made you a Viewer", by) : t("You are now a Viewer");
    case "speaker":
      return by ? t("{0} made you a Speaker", by) : t("You are now a Speaker");
    case "moderator":
      return by ? t("{0} made you a Moderator", by) : t("You are now a Moderator");
    case "host":
      return by ? t("{0} made you a Host", by) : t("You are now a Host");
  }
}
