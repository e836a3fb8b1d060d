//! AWS Signature Version 4 for requests whose body is known.
//!
//! Pure: the time is an argument. Paths are encoded twice in the canonical form, as every service but
//! S3 wants it.

use std::time::SystemTime;

use ring::{digest, hmac};

use crate::secret::Secret;

#[derive(Debug, Clone)]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub session_token: Option<Secret>,
}

#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub region: &'a str,
    pub service: &'a str,
}

/// The headers to add: `x-amz-date`, `x-amz-security-token` where there is a session, `authorization`.
/// `path` is encoded as it goes over the wire; `headers` are signed too, names in lower case.
pub fn sign(
    credentials: &Credentials,
    scope: Scope<'_>,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    now: SystemTime,
) -> Vec<(&'static str, String)> {
    let time = jiff::Timestamp::try_from(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let stamp = time.strftime("%Y%m%dT%H%M%SZ").to_string();
    let date = &stamp[..8];
    let mut signed: Vec<(&str, String)> =
        headers.iter().map(|(name, value)| (*name, value.trim().to_owned())).collect();
    signed.push(("x-amz-date", stamp.clone()));
    let token = credentials.session_token.as_ref().map(|token| token.reveal().to_owned());
    if let Some(token) = &token {
        signed.push(("x-amz-security-token", token.clone()));
    }
    signed.sort_by(|a, b| a.0.cmp(b.0));
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let mut canonical = format!("{method}\n{}\n\n", encoded(path));
    for (name, value) in &signed {
        canonical.push_str(&format!("{name}:{value}\n"));
    }
    canonical.push_str(&format!("\n{names}\n{}", hash(body)));
    let range = format!("{date}/{}/{}/aws4_request", scope.region, scope.service);
    let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{range}\n{}", hash(canonical.as_bytes()));
    let mut key = mac(format!("AWS4{}", credentials.secret_access_key.reveal()).as_bytes(), date);
    for part in [scope.region, scope.service, "aws4_request"] {
        key = mac(key.as_ref(), part);
    }
    let signature = hex::encode(mac(key.as_ref(), &to_sign));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{range}, SignedHeaders={names}, Signature={signature}",
        credentials.access_key_id
    );
    let mut out = vec![("x-amz-date", stamp.clone()), ("authorization", authorization)];
    out.extend(token.map(|token| ("x-amz-security-token", token)));
    out
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

fn mac(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

/// Everything but unreserved characters and slashes, `%` included.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
