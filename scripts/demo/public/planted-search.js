// Planted on purpose: looks for prime numbers before anything may be painted. It takes as long on every machine.
const untilMs = performance.now() + 3_000;
let primes = 0;
for (let number = 2; performance.now() < untilMs; number++) {
  let divisor = 2;
  while (divisor * divisor <= number && number % divisor !== 0) divisor++;
  if (divisor * divisor > number) primes++;
}
document.documentElement.dataset.primes = String(primes);
