import { configureGlobal } from 'fast-check';

// A gate that draws anew each time refuses changes that are right. FUZZ_SEED draws other values.
configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 1) });
