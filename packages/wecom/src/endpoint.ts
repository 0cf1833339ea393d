// An endpoint of WeCom as data: where it is, what goes in, what comes out, and whether the call may be repeated.
import type { z } from 'zod';

/**
 * `safe`: a second call does no harm. `once`: it would reach people twice or leave a second object, so the client does
 * not repeat it when WeCom answers -1 «system busy», which does not promise that nothing was done.
 */
export type Repeat = 'safe' | 'once';

/** How the next page is asked for. */
export type Paging = 'cursor' | 'offset';

interface EndpointBase<Req extends z.ZodType> {
  /** Below `/cgi-bin/`, for instance `externalcontact/get`; also the name in errors, logs and metrics. */
  readonly name: string;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly request: Req;
}

export interface Endpoint<
  Req extends z.ZodType = z.ZodType,
  Res extends z.ZodType = z.ZodType,
  P extends Paging | null = Paging | null,
> extends EndpointBase<Req> {
  readonly kind: 'json';
  readonly response: Res;
  readonly repeat: Repeat;
  readonly paging: P;
  /** `none` only for gettoken, which has no token yet. */
  readonly auth: 'token' | 'none';
}

/** A multipart upload; `request` is its query. */
export interface UploadEndpoint<Req extends z.ZodType = z.ZodType, Res extends z.ZodType = z.ZodType>
  extends EndpointBase<Req> {
  readonly kind: 'upload';
  readonly response: Res;
}

/** Answers bytes; `request` is its query. */
export interface DownloadEndpoint<Req extends z.ZodType = z.ZodType> extends EndpointBase<Req> {
  readonly kind: 'download';
}

export type AnyEndpoint = Endpoint | UploadEndpoint | DownloadEndpoint;
/** What a caller hands in. */
export type RequestOf<E extends { request: z.ZodType }> = z.input<E['request']>;
/** What a caller gets. */
export type AnswerOf<E extends { response: z.ZodType }> = z.output<E['response']>;

interface Definition<Req extends z.ZodType, Res extends z.ZodType, P extends Paging | null> {
  name: string;
  method: 'GET' | 'POST';
  request: Req;
  response: Res;
  /** Default `safe`. */
  repeat?: Repeat;
  paging?: P;
  auth?: 'none';
}

export function endpoint<Req extends z.ZodType, Res extends z.ZodType, P extends Paging | null = null>(
  definition: Definition<Req, Res, P>,
): Endpoint<Req, Res, P> {
  const { name, method, request, response, repeat = 'safe', paging = null, auth = 'token' } = definition;
  return {
    kind: 'json',
    name,
    path: pathOf(name),
    method,
    request,
    response,
    repeat,
    paging: paging as P,
    auth,
  };
}

export function uploadEndpoint<Req extends z.ZodType, Res extends z.ZodType>(
  definition: Pick<UploadEndpoint<Req, Res>, 'name' | 'request' | 'response'>,
): UploadEndpoint<Req, Res> {
  return { kind: 'upload', method: 'POST', path: pathOf(definition.name), ...definition };
}

export function downloadEndpoint<Req extends z.ZodType>(
  definition: Pick<DownloadEndpoint<Req>, 'name' | 'request'>,
): DownloadEndpoint<Req> {
  return { kind: 'download', method: 'GET', path: pathOf(definition.name), ...definition };
}

function pathOf(name: string): string {
  return `/cgi-bin/${name}`;
}
