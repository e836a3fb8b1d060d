//! Several byte strings in one column: `5:hello,` each, readable in any SQLite browser.

use store::StoreError;

pub fn encode(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(parts.iter().map(|p| p.len() + 8).sum());
    for part in parts {
        encoded.extend(part.len().to_string().bytes());
        encoded.push(b':');
        encoded.extend(part);
        encoded.push(b',');
    }
    encoded
}

pub fn decode(mut rest: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let colon = rest.iter().take(20).position(|b| *b == b':')?;
        let length: usize = std::str::from_utf8(&rest[..colon]).ok()?.parse().ok()?;
        let behind = &rest[colon + 1..];
        let part = behind.get(..length)?;
        rest = behind.get(length..)?.strip_prefix(b",")?;
        parts.push(part.to_vec());
    }
    Some(parts)
}

/// Decodes the events of one journal row.
pub fn events(run_id: &str, seq: u64, encoded: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    decode(encoded)
        .ok_or_else(|| StoreError::Damaged { what: "journal entry", id: format!("{run_id} step {seq}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        for parts in [vec![], vec![vec![]], vec![b"a,b:c".to_vec(), vec![], vec![0, 255]]] {
            assert_eq!(decode(&encode(&parts)), Some(parts));
        }
    }

    #[test]
    fn damaged_rows_are_refused() {
        for bad in ["1", "1:", "1:a", "2:a,", "x:a,", "-1:a,", "99999999999999999999999:a,"] {
            assert_eq!(decode(bad.as_bytes()), None, "{bad}");
        }
    }
}
