import type { Request, Response } from 'express';
import { expect, it, vi } from 'vitest';
import { bearerGuard } from './bearer-guard.ts';
import { Refusal } from './problem.ts';

it.each([undefined, 'Bearer ', 'Bearer undefined', 'Bearer x'])(
  'lets nobody pass when no token is set, whatever they send: %s',
  (authorization) => {
    const next = vi.fn();

    const pass = () =>
      bearerGuard(undefined)({ headers: { authorization } } as Request, {} as Response, next);

    expect(pass).toThrow(Refusal);
    expect(next).not.toHaveBeenCalled();
  },
);
