import { signal } from "@preact/signals";
import { freshId } from "../shared/freshId";

/** Something to be told of, shown and spoken once. */
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly bad: boolean;
}

const shownFor = 9000;

/** What one is told of at the moment. */
export class Notices {
  readonly all = signal<readonly Notice[]>([]);

  tell(text: string, bad = false): void {
    const id = freshId();
    this.all.value = [...this.all.peek(), { id, text, bad }];
    setTimeout(() => this.dismiss(id), shownFor);
  }

  dismiss(id: string): void {
    this.all.value = this.all.peek().filter((notice) => notice.id !== id);
  }
}
