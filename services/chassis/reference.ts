/** The API's own documents: /openapi.json, /asyncapi.json, and /docs to read them. All files are served from here. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import express, { type Express } from 'express';

const viewer = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scory API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
});
`;

/** The reference draws inline styles and data images; scripts come from this server alone. */
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; object-src 'none'; frame-ancestors 'none'";

/** Mounts the documents; `directory` holds the generated ones. */
export function mountReference(app: Express, directory: URL): void {
  for (const name of ['openapi.json', 'asyncapi.json']) {
    const text = readFileSync(new URL(name, directory), 'utf8');
    app.get(`/${name}`, (_request, response) => void response.type('application/json').send(text));
  }
  app.use('/docs', (_request, response, next) => {
    response.set('Content-Security-Policy', policy);
    next();
  });
  app.get('/docs', (_request, response) => void response.type('text/html').send(page));
  app.get('/docs/start.js', (_request, response) => void response.type('text/javascript').send(start));
  app.use('/docs/assets', express.static(viewer, { index: false, maxAge: '1 day' }));
}
