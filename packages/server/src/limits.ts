// What a server grants: bounds that hold before anything is decoded, so that no request costs more than it may.

export interface Limits {
  /** Bytes of a request's body, and of the bodies of all requests under way. */
  bodyBytes: number;
  bodiesBytes: number;
  /** Pixels of a picture, and of its longer side. */
  pixels: number;
  side: number;
  /** Pictures that are decoded and not yet encoded at a time; those of further requests stay files until then. */
  decoding: number;
  /** Messages of a conversation, and parts of all its messages. */
  messages: number;
  parts: number;
  /** Letters of all questions and answers of a conversation: more than any network reads, and quick to refuse. */
  letters: number;
  /** Points of one visual prompt. */
  points: number;
  /** Names of a closed set. */
  names: number;
  /** Longest answer in tokens; a request that asks for more gets this. */
  answerTokens: number;
  /** Answers written side by side, and further requests that may wait for a place. */
  rows: number;
  waiting: number;
  /** Bytes of keys and values of the answers that are being written. */
  cacheBytes: number;
  /** Pictures that stay encoded, and the bytes that they may take. */
  pictures: number;
  pictureBytes: number;
  /** From a request's last byte to its answer's, in seconds; who has not read it then is hung up on. */
  answerSeconds: number;
  /** For a request's headers, and for all of it, in seconds. */
  headerSeconds: number;
  requestSeconds: number;
  /** After which an engine that does not react is restarted. */
  hangSeconds: number;
  /** That requests under way have to end when the server closes. */
  closeSeconds: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 32 * 2 ** 20,
  bodiesBytes: 2 ** 30,
  pixels: 50e6,
  side: 16_384,
  decoding: 4,
  messages: 64,
  parts: 64,
  letters: 100_000,
  points: 1000,
  names: 100,
  answerTokens: 1024,
  rows: 32,
  waiting: 64,
  cacheBytes: 4 * 2 ** 30,
  pictures: 32,
  pictureBytes: 2 ** 30,
  answerSeconds: 120,
  headerSeconds: 10,
  requestSeconds: 60,
  hangSeconds: 60,
  closeSeconds: 30,
};
