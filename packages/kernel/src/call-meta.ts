// What a call of a contract says about itself besides its route: the contract declares it, the platform acts on it.

export interface CallMeta {
  /** The kind of thing that it reads (`ETag`) or edits (`If-Match`), and the input field that names which one. */
  readonly edition?: { readonly noun: string; readonly by?: string };
  /** Open to who has not signed in. */
  readonly open?: true;
}
