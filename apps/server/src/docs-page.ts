// The API reference's page: a shell that loads the console's reference view.
export const docsPage =
  '<!doctype html><meta charset="utf-8"><title>Yutian API</title><p><a href="/openapi.json">openapi.json</a></p>';
