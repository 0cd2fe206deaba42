#!/usr/bin/env bash
# How many deliberate faults the tests notice, by module.
#
#   tools/mutate.sh domain|store|reports [MUTANT…]
#
# Without names all mutants are tried that were not tried before; `tools/mutate.sh store 'tinycrm.store.where.*'` tries
# those again. The copy that is mutated, its results and an environment of its own stay in
# ${TINYCRM_MUTATION:-~/.cache/tinycrm-mutation}; delete the part's folder there to begin anew after a change of src.
# Only tests that run in this process see a mutant, so no others are started; property tests are left out, because
# what they notice depends on chance. TESTS="tests/store/test_undo.py …" starts those alone, which is many times quicker
# for one module: what they notice, all of them do.
set -euo pipefail
part=${1:?"domain, store or reports"}
shift
tree=$(cd "$(dirname "$0")/.." && pwd)
home=${TINYCRM_MUTATION:-${XDG_CACHE_HOME:-$HOME/.cache}/tinycrm-mutation}
case $part in
  domain)
    only=(domain/{money,dates,shown_days,day_phrases,written_days,foreign_dates,spans,times,jalali,fold,refs,filters}.py)
    tests=(tests/domain)
    ;;
  store)
    only=(store/__init__.py store/{attached,bulk,cells,deals,encode,expressions,foreign,group,journal,lookup,marks}.py
      store/{merging,removing,tables,unit,views,where}.py store/queries/*.py
      store/sqlite/{connect,dialect,maintenance,search}.py store/sqlite/migrations/*.py)
    tests=(tests/store/test_{agenda_rows,attached,bulk,connection,foreign_rows,group,index,journal_rows,kept}.py
      tests/store/test_{lead_rows,lookup,maintenance,marks,merging,migrating,noted,opening,ordering,redo,removing}.py
      tests/store/test_{report_rows,timeline,transactions,undo,views,where,where_deals}.py)
    ;;
  reports)
    only=(reports/*.py domain/{rfm,interval,dues,due_sums,measures}.py)
    tests=(tests/reports tests/domain/test_due*.py)
    ;;
  *)
    echo "domain, store or reports, not '$part'" >&2
    exit 2
    ;;
esac
[ -z "${TESTS:-}" ] || read -ra tests <<<"$TESTS"

listed() { printf '"%s", ' "$@"; }

copy=$home/$part
mkdir -p "$copy" "$home/run"
[ -x "$home/venv/bin/mutmut" ] || {
  python3 -m venv "$home/venv"
  "$home/venv/bin/python" -m pip install --quiet "mutmut>=3.8,<4" "$tree[dev]"
  "$home/venv/bin/python" -m pip uninstall --quiet --yes tinycrm
}
for folder in src tests; do
  rm -rf "${copy:?}/$folder"
  cp -R "$tree/$folder" "$copy/$folder"
done
# which tests reach what is found out anew, so that new functions and new tests are known
rm -rf "$copy/mutants/tests" "$copy/mutants/mutmut-stats.json"
sed '/^\[tool.mutmut\]/,$d' "$tree/pyproject.toml" >"$copy/pyproject.toml"
cat >>"$copy/pyproject.toml" <<TOML
[tool.mutmut]
source_paths = ["src"]
only_mutate = [$(listed "${only[@]/#/src/tinycrm/}")]
pytest_add_cli_args_test_selection = [$(listed "${tests[@]}")]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-m", "not hypothesis", "-k", "not heavy and not loads",
  "--deselect=tests/domain/test_fold.py::test_folding_is_stable_for_every_character"]
use_git_change_detection = false
TOML

cd "$copy"
# compiled tests are kept between mutants; without them each of the thousands of runs compiles them again
unset PYTHONDONTWRITEBYTECODE
PYTEST_DEBUG_TEMPROOT="$home/run" nice -n 15 "$home/venv/bin/mutmut" run --max-children "${CHILDREN:-2}" "$@" >"$home/$part.log" 2>&1 ||
  { tail -n 20 "$home/$part.log" >&2 && exit 1; }
rm -rf "$home/run"

"$home/venv/bin/python" - <<'PYTHON'
import json
import pathlib

total = [0, 0, 0]
for meta in sorted(pathlib.Path("mutants/src").rglob("*.meta")):
    codes = json.loads(meta.read_text())["exit_code_by_key"].values()
    tried = [code for code in codes if code is not None]
    # 0: survived, 5 and 33: no test reaches it; all else is a failed test, a time-out or a crash
    noticed = sum(code not in (0, 5, 33) for code in tried)
    total = [one + more for one, more in zip(total, (len(codes), len(tried), noticed))]
    if tried:
        print(f"{meta.stem:20} {len(codes):5} mutants, {len(tried):5} tried, {100 * noticed / len(tried):5.1f} % noticed")
print(f"{'all':20} {total[0]:5} mutants, {total[1]:5} tried, {100 * total[2] / max(total[1], 1):5.1f} % noticed")
PYTHON
