//! Proves the account: from the source bytes and the JSON alone.
