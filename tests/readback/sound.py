"""Whether workbooks are sound, as other programs see them.

usage: sound.py parts WORKBOOK...         their ZIP and parts, and whether openpyxl reads them without a warning
       sound.py same FOLDER WORKBOOK...   whether FOLDER has each as LibreOffice wrote it again, with the same cells
"""
import pathlib
import posixpath
import sys
import warnings
import xml.etree.ElementTree as tree
import zipfile

import openpyxl

from books import Proof, place

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def parts(path):
    proof = Proof(f"sound-workbooks/parts/{path.stem}")
    with zipfile.ZipFile(path) as archive:
        proof.same(f"{path.name}: the first part that is damaged", None, archive.testzip())
        names = archive.namelist()
        proof.same(f"{path.name}: each part once", sorted(set(names)), sorted(names))
        trees = {name: parsed(proof, archive, name) for name in names}
    kinds(proof, trees)
    for name in (name for name in names if name.endswith(".rels")):
        targets(proof, name, trees)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            openpyxl.load_workbook(path)
    except Exception as problem: # whatever it is, it is told
        proof.same(f"{path.name}: openpyxl", None, f"{type(problem).__name__}: {problem}")
    proof.end()


def parsed(proof, archive, name):
    if not name.endswith((".xml", ".rels")): # a picture
        return tree.Element("none")
    try:
        return tree.fromstring(archive.read(name))
    except tree.ParseError as problem:
        proof.same(name, "well-formed", str(problem))
        return tree.Element("none")


def kinds(proof, trees):
    """Each part has its kind said, and each kind said is of a part."""
    said = trees.get("[Content_Types].xml", tree.Element("none"))
    own = [one.get("PartName").lstrip("/") for one in said.iter(TYPES + "Override")]
    endings = {one.get("Extension") for one in said.iter(TYPES + "Default")}
    proof.same("[Content_Types].xml: parts that are not there", [], [name for name in own if name not in trees])
    # The ending xml alone says no kind of part.
    for name in trees:
        is_said = name in own or name.rsplit(".")[-1] in endings - {"xml"}
        proof.same(f"{name}: its kind is said", True, is_said or name == "[Content_Types].xml")


def targets(proof, name, trees):
    """Each relationship leads to a part, by an id of its own."""
    folder = posixpath.dirname(posixpath.dirname(name))
    ids = [one.get("Id") for one in trees[name].iter(RELATIONSHIP)]
    proof.same(f"{name}: each id once", sorted(set(ids)), sorted(ids))
    for one in trees[name].iter(RELATIONSHIP):
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target"))).lstrip("/")
            proof.same(f"{name}: {target} is there", True, target in trees)


def same(path, folder):
    """LibreOffice's own reading of the workbook has the same sheets, and the same value in each cell."""
    proof = Proof(f"sound-workbooks/libreoffice/{path.stem}")
    written = folder / path.name
    if proof.same(f"LibreOffice wrote {path.name}", True, written.exists()):
        ours, theirs = openpyxl.load_workbook(path), openpyxl.load_workbook(written)
        if proof.same("sheets", ours.sheetnames, theirs.sheetnames):
            for sheet in ours:
                same_cells(proof, sheet, theirs[sheet.title])
    proof.end()


def same_cells(proof, ours, theirs):
    for line in range(1, max(ours.max_row, theirs.max_row) + 1):
        for at in range(1, max(ours.max_column, theirs.max_column) + 1):
            cell, other = ours.cell(line, at), theirs.cell(line, at)
            proof.same(place(cell), (cell.value, cell.data_type), (other.value, other.data_type))
    merged = [sorted(area.coord for area in sheet.merged_cells.ranges) for sheet in (ours, theirs)]
    proof.same(f"{ours.title}: merged cells", *merged)


def main(what, *arguments):
    if what == "parts":
        for path in arguments:
            parts(pathlib.Path(path))
    else:
        for path in arguments[1:]:
            same(pathlib.Path(path), pathlib.Path(arguments[0]))


main(*sys.argv[1:])
