// The console starts here.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { startI18n, uiPhrases } from '@yutian/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/client.ts';
import { ThemeProvider } from './layout/theme-provider.tsx';
import { pagePhrases } from './pages/phrases.ts';
import { consolePhrases } from './phrases.ts';
import { router } from './router.tsx';
import './styles.css';

await startI18n(uiPhrases, consolePhrases, pagePhrases);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root element');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
