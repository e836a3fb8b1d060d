//! Plain tables that fit the terminal.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

use super::clean;

/// A table with a header line and no frame; long cells wrap, but in the first column: what names a row is copied.
pub fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    for row in rows {
        table.add_row(row.map(|cell| clean(&cell)));
    }
    if let Some(first) = table.column_mut(0) {
        first.set_constraint(ColumnConstraint::ContentWidth);
    }
    let text = table.to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Columns of the terminal, where there is one; what reads well, where there is none or it is very wide.
pub fn terminal_width() -> usize {
    const READABLE: usize = 100;
    Table::new().width().map_or(READABLE, |width| usize::from(width).min(READABLE))
}
