// Errors as OpenAI's clients know them: a status, and a body with all four keys; never a path, a pointer or a stack.

export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** Plain, so that it crosses threads. */
export interface Failure {
  status: number;
  message: string;
  param: string | null;
  code: string | null;
}

export class ApiError extends Error implements Failure {
  override name = "ApiError";
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;

  constructor({ status, message, param, code }: Failure) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }

  get body(): ErrorBody {
    const { message, param, code } = this;
    return { error: { message, type: typeOf(this.status), param, code } };
  }

  /** Seconds after which another try makes sense; undefined where it makes none. */
  get retryAfter(): number | undefined {
    return this.status === 429 || this.status === 503 ? 1 : undefined;
  }
}

/** What the caller can mend. */
export function invalid(message: string, param: string | null = null, code: string | null = null): ApiError {
  return new ApiError({ status: 400, message, param, code });
}

/** What will pass. */
export function unavailable(message: string, code: string): ApiError {
  return new ApiError({ status: 503, message, param: null, code });
}

function typeOf(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "server_error";
}
