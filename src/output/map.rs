//! Places as an SVG map of dots, fit for print.
//!
//! In the Equal Earth projection (Šavrič, Patterson and Jenny 2018, The Equal Earth map projection), which keeps areas:
//! no part of the world looms larger than it is.

use std::fmt::Write;

use super::chart::{escaped, titled};
use super::facets::{Atlas, degrees};
use super::timeline::fitted;
use super::{number, one_line};
use crate::search::facet::FacetValue;

const WIDTH: f64 = 1000.0;
/// The half height of the projected globe against its half width.
const ASPECT: f64 = 1.317_362_759_157_4 / 2.706_629_983_696_1;
const MARGIN: f64 = 14.0;
const FOOT: f64 = 64.0;
/// The radius of the largest dot, in pixels.
const LARGEST: f64 = 22.0;
/// How many places are named.
const NAMED: usize = 12;

/// Rings of points, `east,north` in tenths of degrees; lines that begin with `#` are notes.
const LAND: &str = include_str!("data/land.txt");

/// Draws the places; the area of a dot is its count.
pub fn atlas_svg(atlas: &Atlas<'_>, query: &str, snapshot: &str) -> String {
    let height = 2.0 * MARGIN + (WIDTH - 2.0 * MARGIN) * ASPECT + FOOT;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" viewBox=\"0 0 {WIDTH} {height:.0}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        escaped(&titled(query))
    );
    outline(&mut out);
    for ring in LAND.lines().filter(|line| !line.starts_with('#')) {
        let points = ring.split(' ').filter_map(|point| {
            let (east, north) = point.split_once(',')?;
            Some((east.parse::<f64>().ok()? / 10.0, north.parse::<f64>().ok()? / 10.0))
        });
        let _ = writeln!(out, "<path d=\"{}Z\" fill=\"#d9d9d9\"/>", path(points));
    }
    dots(&mut out, atlas);
    caption(&mut out, atlas, query, snapshot, height);
    out.push_str("</svg>\n");
    out
}

/// Gives where a point of the globe lies on the page.
fn project(east: f64, north: f64) -> (f64, f64) {
    const A: [f64; 4] = [1.340264, -0.081106, 0.000893, 0.003796];
    let theta = (3f64.sqrt() / 2.0 * north.to_radians().sin()).asin();
    let (t2, t6) = (theta.powi(2), theta.powi(6));
    let slope = A[0] + 3.0 * A[1] * t2 + t6 * (7.0 * A[2] + 9.0 * A[3] * t2);
    let x = 2.0 * 3f64.sqrt() * east.to_radians() * theta.cos() / (3.0 * slope);
    let y = theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
    let scale = (WIDTH - 2.0 * MARGIN) / (2.0 * 2.706_629_983_696_1);
    (WIDTH / 2.0 + scale * x, MARGIN + (WIDTH - 2.0 * MARGIN) * ASPECT / 2.0 - scale * y)
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (number, (east, north)) in points.enumerate() {
        let (x, y) = project(east, north);
        let _ = write!(path, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' });
    }
    path
}

fn outline(out: &mut String) {
    let edge = |east: f64, up: bool| (-90..=90).map(move |north| (east, f64::from(if up { north } else { -north })));
    let globe = edge(-180.0, true).chain(edge(180.0, false));
    let _ = writeln!(out, "<path d=\"{}Z\" fill=\"#f5f8fa\" stroke=\"#999999\"/>", path(globe));
    for north in [-60, -30, 0, 30, 60] {
        let line = (-180..=180).step_by(5).map(|east| (f64::from(east), f64::from(north)));
        let _ = writeln!(out, "<path d=\"{}\" fill=\"none\" stroke=\"#dde4e8\" stroke-width=\"0.5\"/>", path(line));
    }
}

fn dots(out: &mut String, atlas: &Atlas<'_>) {
    let largest = atlas.placed.first().map_or(1, |(_, count)| *count).max(1) as f64;
    let mut named: Vec<(f64, f64, f64)> = Vec::new();
    let mut labels = String::new();
    // The commonest come first: small dots lie on large ones and are seen.
    for (spot, count) in &atlas.placed {
        let Some((north, east)) = spot.position else { continue };
        let (x, y) = project(degrees(east), degrees(north));
        let radius = (LARGEST * (*count as f64 / largest).sqrt()).max(1.5);
        let name = escaped(&one_line(&FacetValue::Place((*spot).clone()).to_string()));
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"#d55e00\" fill-opacity=\"0.55\" stroke=\"#7a3600\" \
             stroke-width=\"0.5\"><title>{name}: {}</title></circle>",
            number(*count)
        );
        let text = format!("{} {}", one_line(&spot.name), number(*count));
        let (from, to) = (x + radius + 3.0, x + radius + 3.0 + 6.6 * text.chars().count() as f64);
        let free = named.iter().all(|&(left, right, at)| (at - y).abs() > 12.0 || to < left || right < from);
        if named.len() < NAMED && free && to < WIDTH {
            named.push((from, to, y));
            // Written twice, white and wide below: not every viewer knows `paint-order`.
            for style in ["stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\"", "fill=\"#000000\""] {
                let y = y + 4.0;
                let _ = writeln!(labels, "<text x=\"{from:.1}\" y=\"{y:.1}\" {style}>{}</text>", escaped(&text));
            }
        }
    }
    out.push_str(&labels);
}

fn caption(out: &mut String, atlas: &Atlas<'_>, query: &str, snapshot: &str, height: f64) {
    let placed: u64 = atlas.placed.iter().map(|(_, count)| *count).sum();
    let lines = [
        format!(
            "{} datelines of {} places; place of unknown position: {}; articles without a place: {}; the area of a dot is its count",
            number(placed),
            number(atlas.placed.len() as u64),
            number(atlas.unplaced),
            number(atlas.without)
        ),
        format!("dateline · snapshot {snapshot} · {} · coasts: Natural Earth", titled(query)),
    ];
    for (row, text) in lines.iter().enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"11\" fill=\"#444444\">{}</text>",
            height - 32.0 + 17.0 * row as f64,
            escaped(&fitted(text, 150))
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_globe_fills_its_room() {
        let (west, middle) = project(-180.0, 0.0);
        let (east, _) = project(180.0, 0.0);
        assert!((west - MARGIN).abs() < 0.01 && (east - (WIDTH - MARGIN)).abs() < 0.01, "{west} {east}");
        let (_, pole) = project(0.0, 90.0);
        assert!((pole - MARGIN).abs() < 0.01, "{pole}");
        assert!(middle > pole);
    }

    #[test]
    fn the_coasts_are_rings_of_points_on_the_globe() {
        let rings: Vec<&str> = LAND.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rings.len() > 100);
        for ring in rings {
            let points: Vec<(i32, i32)> = ring
                .split(' ')
                .map(|point| point.split_once(',').map(|(e, n)| (e.parse().unwrap(), n.parse().unwrap())).unwrap())
                .collect();
            assert_eq!(points.first(), points.last(), "{ring}");
            assert!(points.iter().all(|(e, n)| e.abs() <= 1800 && n.abs() <= 900), "{ring}");
        }
    }
}
