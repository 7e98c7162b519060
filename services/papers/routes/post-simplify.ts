import { caller, type Route, route } from '@scory/chassis/service.ts';
import { postSimplify } from '@scory/contracts/papers/simplify.ts';
import type { Simplifying } from '../simplifying.ts';

export function postSimplifyRoute(simplifying: Simplifying): Route {
  return route(postSimplify, (request) => {
    return simplifying.simplify({ actor: caller(request), body: request.body, request });
  });
}
