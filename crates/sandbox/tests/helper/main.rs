//! The smallest program that can host a box.

fn main() {
    jail::enter_if_asked();
}
