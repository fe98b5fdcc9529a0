//! Promise `no-secrets`: what is named as a secret is neither accepted nor shown.
