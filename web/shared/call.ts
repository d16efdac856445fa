/** What a call of the site's API came to. */
export type Answer<T> = { value: T } | { problem: Problem };

/** A refusal: its code never changes, its sentence is for people. */
export interface Problem {
  code: string;
  title: string;
  errors?: Record<string, string>;
}

const unreachable: Problem = {
  code: "unreachable",
  title: "We cannot reach the site. Check your connection and try again.",
};

/** Posts JSON to the API as whoever is signed in on this page. */
export async function post<T>(path: string, body: unknown = {}): Promise<Answer<T>> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="antiforgery"]')?.content;
  try {
    const response = await fetch(`/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token && { "X-Usher-Antiforgery": token }) },
      body: JSON.stringify(body),
    });
    const answer: unknown = response.status === 204 ? undefined : await response.json();
    return response.ok ? { value: answer as T } : { problem: answer as Problem };
  } catch {
    return { problem: unreachable };
  }
}
