//! Proves the account: from the source bytes and the JSON alone.
// A placeholder in the true shape, until the module itself arrives.

use std::fmt;

/// What was proved.
#[derive(Debug)]
pub struct Account {
    bytes: usize,
}

/// What does not add up.
#[derive(Debug)]
pub struct Fault(String);

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Recomputes the account.
pub fn check(source: &[u8], json: &str) -> Result<Account, Vec<Fault>> {
    use sha2::{Digest, Sha256};
    let restored: crate::Restored = serde_json::from_str(json).map_err(|error| vec![Fault(error.to_string())])?;
    let sha256: String = Sha256::digest(source).iter().map(|byte| format!("{byte:02x}")).collect();
    if restored.source.sha256 != sha256 {
        return Err(vec![Fault("the JSON was made of another source".to_owned())]);
    }
    Ok(Account { bytes: source.len() })
}
