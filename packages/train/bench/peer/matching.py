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


def match_groups(slots, rows, pair_cost):
    """Lists of prediction slots and target rows of each group -> matched slots [P] and rows [P]"""
    pairs = [(s[0], r[0]) for s, r in zip(slots, rows) if len(s) == len(r) == 1]
    open_groups = [(s, r) for s, r in zip(slots, rows) if s and r and not len(s) == len(r) == 1]
    if open_groups:
        s, r = pad([s for s, _ in open_groups])[0], pad([r for _, r in open_groups])[0]
        with torch.no_grad():
            costs = pair_cost(s, r).tolist()
        for cost, (s, r) in zip(costs, open_groups):
            cost = [line[: len(r)] for line in cost[: len(s)]]
            if len(s) <= len(r):
                pairs += [(s[i], r[j]) for i, j in enumerate(assign(cost))]
            else:
                pairs += [(s[i], r[j]) for j, i in enumerate(assign([list(column) for column in zip(*cost)]))]
    return torch.tensor([s for s, _ in pairs]), torch.tensor([r for _, r in pairs])
