import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // A server may be serving the folder while it is built.
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 1_200, emptyOutDir: false },
  server: {
    port: 7_301,
    proxy: { '/api': 'http://127.0.0.1:7300', '/openapi.json': 'http://127.0.0.1:7300' },
  },
});
