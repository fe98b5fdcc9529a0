//! The picture of an architecture as PNG: drawn by resvg, with the font that is part of the program, so that it is the
//! same on every machine.

use std::sync::Arc;

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

/// Arimo, in the subset of Latin letters: SIL Open Font License 1.1, `fonts/OFL.txt`.
const FONTS: [&[u8]; 2] = [include_bytes!("fonts/Arimo-Regular.ttf"), include_bytes!("fonts/Arimo-Bold.ttf")];

/// Pixels for each unit of the page: letters of 11.5 units are sharp on a screen and in print.
const SCALE: f32 = 2.0;

/// Draws the SVG image of an architecture as a PNG image; none if the image would be too large for memory.
#[must_use]
pub fn render_png(svg: &str) -> Option<Vec<u8>> {
    let mut fonts = Database::new();
    FONTS.iter().for_each(|font| fonts.load_font_data(font.to_vec()));
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let tree = Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size().scale_by(SCALE)?;
    let mut pixels = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().ok()
}
