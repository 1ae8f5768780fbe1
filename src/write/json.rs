//! The whole truth, as JSON.

use crate::Restored;

/// The JSON text.
pub fn to_string(restored: &Restored) -> String {
    serde_json::to_string(restored).unwrap_or_default()
}
