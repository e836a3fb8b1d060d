//! Numbers as whole units of a power of ten: exact where a binary fraction is not.

use serde_json::Number;

/// The number's digits without an exponent.
fn plain(number: &Number) -> Option<String> {
    let shown = number.to_string();
    if !shown.contains(['e', 'E']) {
        return Some(shown);
    }
    let value = number.as_f64()?;
    if value.abs() >= 1e18 {
        return None;
    }
    let long = format!("{value:.9}");
    Some(long.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// Digits behind the point; None for more than nine.
pub fn places(number: &Number) -> Option<u32> {
    let shown = plain(number)?;
    let digits = shown.split_once('.').map_or("", |(_, digits)| digits).trim_end_matches('0');
    u32::try_from(digits.len()).ok().filter(|places| *places <= 9)
}

/// The number in units of 10^-scale; None when it does not fit.
pub fn read(number: &Number, scale: u32) -> Option<i128> {
    let shown = plain(number)?;
    let (whole, digits) = shown.split_once('.').unwrap_or((&shown, ""));
    let digits = digits.trim_end_matches('0');
    let scale = scale as usize;
    if digits.len() > scale {
        return None;
    }
    let joined = format!("{whole}{digits:0<scale$}");
    joined.parse().ok().filter(|units: &i128| units.abs() < 10_i128.pow(27))
}

/// Units as decimal text: `1250` at scale 2 is `12.50`.
pub fn text(units: i128, scale: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = units.unsigned_abs().to_string();
    let scale = scale as usize;
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, places) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{places}")
}
