# Exact assignment of predictions to targets inside groups, without a library that PyTorch does not bring.
import torch


def assign(cost):
    """Rows of a square or wide list of lists -> column of each row with the least sum (successive shortest paths)."""
    rows, columns = len(cost), len(cost[0])
    u, v, owner = [0.0] * rows, [0.0] * columns, [-1] * columns
    for start in range(rows):
        row, column, seen = start, -1, [False] * columns
        distance, parent = [float("inf")] * columns, [-1] * columns
        base = 0.0
        while True:
            for j in range(columns):
                if not seen[j] and (through := base + cost[row][j] - u[row] - v[j]) < distance[j]:
                    distance[j], parent[j] = through, column
            column = min((j for j in range(columns) if not seen[j]), key=distance.__getitem__)
            seen[column], base = True, distance[column]
            if owner[column] < 0:
                break
            row = owner[column]
        u[start] += base
        for j in range(columns):
            if seen[j] and owner[j] >= 0:
                u[owner[j]] += base - distance[j]
            if seen[j]:
                v[j] -= base - distance[j]
        while column >= 0:
            previous = parent[column]
            owner[column] = owner[previous] if previous >= 0 else start
            column = previous
    chosen = [-1] * rows
    for j, row in enumerate(owner):
        if row >= 0:
            chosen[row] = j
    return chosen


def pad(lists):
    width = max(1, *(len(one) for one in lists))
    index = torch.tensor([one + [0] * (width - len(one)) for one in lists])
    return index, torch.arange(width) < torch.tensor([len(one) for one in lists])[:, None]


def instance_sets(units):
    """Instances of one phrase that occur in the same groups: sets of occurrences (unit, slots, rows)."""
    places, sets = {}, {}
    for unit, groups in units.items():
        for g in groups:
            for slot, row, index in zip(g["slots"], g["rows"], g["indices"]):
                places.setdefault((g["phrase"], index), []).append((unit, g["group"], slot, row))
    for (phrase, _), found in places.items():
        sets.setdefault((phrase, *(place[:2] for place in found)), []).append(found)
    return [[(o[0][0], [p[2] for p in o], [p[3] for p in o]) for o in zip(*instances)] for instances in sets.values()]


def match_instances(sets, costs):
    """Costs of pairs by unit, [G, N] and [G, M] -> [G, N, M]; gives matched slots and rows by unit, [P] each."""
    pairs = {unit: [] for unit in costs}
    for one in sets:
        if len(one[0][1]) == 1:
            for unit, slots, rows in one:
                pairs[unit] += zip(slots, rows)
    sets = [one for one in sets if len(one[0][1]) > 1]
    totals = [0] * len(sets)
    for unit, cost in costs.items():
        asked = [(i, slots, rows) for i, one in enumerate(sets) for of, slots, rows in one if of == unit]
        if asked:
            with torch.no_grad():
                found = cost(pad([slots for _, slots, _ in asked])[0], pad([rows for _, _, rows in asked])[0])
            for each, (i, slots, _) in zip(found, asked):
                totals[i] = totals[i] + each[: len(slots), : len(slots)]
    for one, cost in zip(sets, totals):
        for i, j in enumerate(assign(cost.tolist())):
            for unit, slots, rows in one:
                pairs[unit].append((slots[i], rows[j]))
    return {unit: torch.tensor(list(zip(*found))).unbind(0) for unit, found in pairs.items()}
