import { useSignal } from "@preact/signals";
import { t } from "../../shared/words";
import { Icon } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { useLive, useRoom } from "../parts/RoomContext";
import type { Participant, Role } from "../protocol";
import { may, roles } from "../roles";
import { PersonRow } from "./PersonRow";
import { WaitingList } from "./WaitingList";

/** At most so many of a group are drawn until somebody asks for the rest. */
const enough = 100;

/** Who is here and who was, by role. */
export function People() {
  const state = useLive();
  const { facts } = useRoom();
  const sought = useSignal("");
  const words = fold(sought.value);
  const people = [...state.participants.values()];
  const found = people.filter((person) => fold(person.name).includes(words));
  return (
    <div class="feed people" tabIndex={0} role="group" aria-label={t("People")} data-keep="people">
      <div class="people-head">
        <h2>{t("All participants")}</h2>
        <span class="chip">{people.filter((person) => person.present).length}</span>
        {may(state.you.role, "invite") && facts.manages && <PeopleMenu />}
      </div>
      {may(state.you.role, "handlePeople") && <WaitingList />}
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={t("Find a person")}
          placeholder={t("Find a person")}
          value={sought.value}
          onInput={(event) => (sought.value = event.currentTarget.value)}
        />
      </div>
      {found.length === 0 && <p class="soft">{t("Nobody here has that name.")}</p>}
      {roles.toReversed().map((role) => (
        <Group key={role} role={role} people={found.filter((person) => person.role === role)} />
      ))}
    </div>
  );
}

function PeopleMenu() {
  const { facts } = useRoom();
  return (
    <Menu label={t("More for all participants")}>
      {facts.mayInvite && (
        <a role="menuitem" tabIndex={-1} href={`/rooms/${facts.room}/invitations/new`} data-opens-dialog>
          <Icon name="user-plus" />
          {t("Invite users")}
        </a>
      )}
      <a role="menuitem" tabIndex={-1} href={`/rooms/${facts.room}/invitations`} target="_blank" rel="noopener">
        <Icon name="mail" />
        {t("Manage invitations")}
      </a>
    </Menu>
  );
}

function Group({ role, people }: { role: Role; people: readonly Participant[] }) {
  const all = useSignal(false);
  if (people.length === 0) return null;
  const inOrder = people.toSorted(presentFirst);
  const shown = all.value ? inOrder : inOrder.slice(0, enough);
  return (
    <section aria-label={groupName(role)}>
      <h3>
        {groupName(role)} <span class="soft numbers">{people.filter((person) => person.present).length}</span>
      </h3>
      <ul class="plain-list">
        {shown.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {shown.length < people.length && (
        <button type="button" class="button small quiet" onClick={() => (all.value = true)}>
          {t("Show all {0}", people.length)}
        </button>
      )}
    </section>
  );
}

const inAlphabet = new Intl.Collator(document.documentElement.lang || undefined).compare;

const presentFirst = (one: Participant, other: Participant): number =>
  Number(other.present) - Number(one.present) || inAlphabet(one.name, other.name);

/** So that "Elif" finds "Élif". */
const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();

function groupName(role: Role): string {
  switch (role) {
    case "guest":
      return t("Guests");
    case "viewer":
      return t("Viewers");
    case "speaker":
      return t("Speakers");
    case "moderator":
      return t("Moderators");
    case "host":
      return t("Hosts");
  }
}
