"""
Whole topics, epoch by epoch, with numpy: every operation on all topics of a block at once. The topic is the last axis,
so that inner loops run along memory. Rules of 2026; at least two inferers are present, and no or several forecasters.

Weights of the members of a combination are sigmoids over that of the best one. A forecaster without an inferer takes
the weights that it has with it: a common factor of weights changes no mean.
"""

import json

import numpy as np

from harness import seconds, serve

MAD_FACTOR = 1.4826
SHIFT = 8.25
LEAST_SQUARE = 1e-30
BLOCK_SIZES = (8, 16, 32, 64)


class Topics:
    """Submissions of all topics, with the topic as the last axis."""

    def __init__(self, folder, _every):
        with open(f"{folder}/shape.json") as file:
            self.shape = shape = json.load(file)
        topics, epochs = shape["topics"], shape["epochs"]
        inferers, forecasters, reputers = shape["inferers"], shape["forecasters"], shape["reputers"]

        def read(name, *axes):
            values = np.fromfile(f"{folder}/{name}.f64").reshape(topics, *axes)
            return np.ascontiguousarray(np.moveaxis(values, 0, -1))

        self.targets = read("targets", epochs)
        self.inferences = read("inferences", epochs, inferers)
        self.forecasts = read("forecasts", epochs, forecasters, inferers)
        self.errors = read("errors", epochs, reputers, -1)
        self.stakes = read("stakes", reputers)

    def block(self, start, size):
        part = object.__new__(Topics)
        part.shape = {**self.shape, "topics": size}
        for name in ("targets", "inferences", "forecasts", "errors", "stakes"):
            setattr(part, name, np.ascontiguousarray(getattr(self, name)[..., start : start + size]))
        return part


def middle(ordered, count):
    """The median of the first `count` values along the first axis."""
    low, high = (count - 1) // 2, count // 2
    return (np.take_along_axis(ordered, low[None], 0)[0] + np.take_along_axis(ordered, high[None], 0)[0]) / 2


def median(values):
    """The median of the values that are not NaN."""
    return middle(np.sort(values, 0), (values == values).sum(0))


def sample_std(values, count):
    """Of the values that are not NaN; 0 of a single one."""
    known = values == values
    mean = np.where(known, values, 0).sum(0) / np.maximum(count, 1)
    squares = np.where(known, values - mean, 0)
    return np.sqrt((squares * squares).sum(0) / np.maximum(count - 1, 1))


class Network:
    """The network of a block of topics."""

    def __init__(self, data):
        shape = data.shape
        self.data, self.shape = data, shape
        self.inferers, self.forecasters = inferers, forecasters = shape["inferers"], shape["forecasters"]
        self.workers = workers = inferers + forecasters
        self.one_outs, topics = shape["oneOuts"], shape["topics"]
        if forecasters == 1:
            raise ValueError("expected no or several forecasters")
        rows = 2 + inferers + 2 * forecasters if self.one_outs else 2
        self.members = members = np.ones((rows, workers), bool)
        self.tracked = tracked = np.ones((rows, workers), bool)
        members[1, inferers:] = tracked[1, inferers:] = False
        self.out_rows = slice(2, 2 + inferers)
        if self.one_outs:
            members[2 : 2 + workers] = ~np.eye(workers, dtype=bool)
            one_in = np.concatenate([np.ones((forecasters, inferers)), np.eye(forecasters)], 1) > 0
            members[2 + workers :] = tracked[2 + workers :] = one_in
        self.others = 1.0 - np.eye(inferers)

        def absent(*axes):
            return np.full((*axes, topics), np.nan)

        self.regrets = absent(rows, workers)
        self.network_loss = absent()
        self.initial, self.spread, self.ratio = np.zeros((3, topics))
        self.rewarded = np.zeros((workers, topics))
        self.histories = [absent(shape["scoreHistory"]) for _ in range(2)]
        self.smoothed = [absent(n) for n in (inferers, forecasters, shape["reputers"])]
        self.listening = np.ones((shape["reputers"], topics))
        self.quantities = data.errors.shape[2] if self.one_outs else 2 + workers
        self.rewards = np.zeros((workers + shape["reputers"], topics))

    def sigmoids(self, regrets, present):
        """Weights over that of the best of the second last axis, up to a common factor; 0 where absent."""
        p, c = self.shape["pNorm"], self.shape["cNorm"]
        weights = np.where(present, regrets, -np.inf)
        best = weights.max(-2, keepdims=True)
        level = np.exp(p * (best / self.spread - c))
        weights -= best
        weights *= p / self.spread
        np.exp(weights, out=weights)
        weights /= 1 + weights * level
        return weights

    def synthesize(self, epoch):
        """Values of all quantities, shape (quantities, topics)."""
        inferers, forecasters, workers = self.inferers, self.forecasters, self.workers
        inferences = self.data.inferences[epoch]
        present = inferences == inferences
        if present.sum(0).min() < 2:
            raise ValueError("expected at least two inferers in each epoch")
        values = np.full((self.quantities, inferences.shape[-1]), np.nan)
        values[2 : 2 + inferers] = inferences
        if epoch == 0:
            values[0] = median(inferences)
            return values
        known = np.where(present, inferences, 0)
        is_new = self.initial == 0
        implied = np.empty((forecasters, inferences.shape[-1]))
        without = np.empty((inferers, *implied.shape))
        if forecasters:
            weights = self.sigmoids(self.network_loss - self.data.forecasts[epoch], present)
            parts = weights * known
            np.divide(parts.sum(1), weights.sum(1), out=implied)
            if self.one_outs:
                total = np.matmul(self.others, weights)
                without[:] = (np.matmul(self.others, parts) / total).swapaxes(0, 1)
            if is_new.any():
                implied[:] = np.where(is_new, median(inferences), implied)
                for j in range(inferers if self.one_outs else 0):
                    without[j] = np.where(is_new, median(np.delete(inferences, j, 0)), without[j])
        values[2 + inferers : 2 + workers] = implied
        takes_part = np.concatenate([present, np.ones_like(implied, bool)])
        regrets = np.where(self.regrets == self.regrets, self.regrets, 0)
        weights = self.sigmoids(regrets, self.members[:, :, None] & takes_part)
        total = weights.sum(1)
        combined = (weights[:, :inferers] * known).sum(1)
        implied_part = weights[:, inferers:] * implied
        if self.one_outs:
            implied_part[self.out_rows] = weights[self.out_rows, inferers:] * without
        combined += implied_part.sum(1)
        combined /= total
        if is_new.any():
            combined = np.where(is_new, known.sum(0) / present.sum(0), combined)
            if self.one_outs:
                mean = np.matmul(self.others, known) / np.matmul(self.others, present)
                combined[self.out_rows] = np.where(is_new, mean, combined[self.out_rows])
        values[:2] = combined[:2]
        if self.one_outs:
            combined[self.out_rows][~present] = np.nan
            without.swapaxes(1, 2)[~present] = np.nan
            values[2 + workers : 2 + 2 * workers + forecasters] = combined[2:]
            values[2 + 2 * workers + forecasters :] = without.reshape(-1, values.shape[-1])
        return values

    def settle(self, epoch, values):
        data, stakes = self.data, self.data.stakes
        errors = values - data.targets[epoch]
        loss = np.log10(errors * errors + LEAST_SQUARE)
        if epoch == 0:
            loss[1] = loss[0]
        reports = loss + data.errors[epoch][:, : self.quantities]
        losses = (stakes[:, None] * reports).sum(0) / stakes.sum(0)
        self.update_regrets(losses)
        if self.one_outs:
            self.reward(reports, losses)
        else:
            own = losses[2 : 2 + self.workers]
            self.rewarded += own == own
        return losses

    def update_regrets(self, losses):
        shape, workers, inferers = self.shape, self.workers, self.inferers
        alpha, epsilon = shape["regretAlpha"], shape["epsilon"]
        own, before = losses[2 : 2 + workers], self.regrets
        combined = np.concatenate([losses[:2], losses[2 + workers :][: len(before) - 2]])
        change = combined[:, None] - own
        if self.one_outs:
            without = losses[2 + 2 * workers + self.forecasters :].reshape(inferers, -1, losses.shape[-1])
            change[self.out_rows, inferers:] = combined[self.out_rows, None] - without
        change[~self.tracked] = np.nan
        known = before == before
        experienced = known[0] & (own == own) & (self.rewarded >= 1 / alpha)
        regrets = alpha * change + (1 - alpha) * np.where(known, before, self.initial)
        self.regrets = np.where(change == change, regrets, before)
        self.network_loss = losses[0]
        network = self.regrets[0]
        with_loss = np.where(own == own, network, np.nan)
        count = (own == own).sum(0)
        centre = middle(np.sort(with_loss, 0), count)
        deviation = middle(np.sort(np.abs(with_loss - centre), 0), count)
        self.spread = MAD_FACTOR * deviation + epsilon
        count = experienced.sum(0)
        if not count.any():
            return
        ordered = np.sort(np.where(experienced, network, np.nan), 0)
        position = shape["initialQuantile"] * (np.maximum(count, 1) - 1)
        below = np.floor(position).astype(int)
        low = np.take_along_axis(ordered, below[None], 0)[0]
        high = np.take_along_axis(ordered, np.minimum(below + 1, np.maximum(count, 1) - 1)[None], 0)[0]
        scale = sample_std(ordered, count)
        shift = shape["cNorm"] - SHIFT / shape["pNorm"]
        initial = low + (position - below) * (high - low) + shift * (scale + epsilon)
        self.initial = np.where(count > 0, initial, self.initial)

    def reward(self, reports, losses):
        shape, inferers, forecasters, workers = self.shape, self.inferers, self.forecasters, self.workers
        stakes = self.data.stakes
        reputer_scores = self.score_reputers(reports)
        products = (stakes * reputer_scores) ** shape["reputerExponent"]
        reputer_fractions = products / products.sum(0)
        reputer_entropy = self.entropy(reputer_fractions, 2)
        one_out = losses[2 + workers : 2 + 2 * workers] - losses[0]
        scores = one_out[:inferers]
        self.remember(scores, 0)
        unique = 0.5 ** (forecasters - 1)
        gained = losses[1] - losses[2 + 2 * workers : 2 + 2 * workers + forecasters]
        forecaster_scores = unique * gained + (1 - unique) * one_out[inferers:]
        self.remember(forecaster_scores, 1)
        if not (scores == scores).any():
            return
        fractions = self.fractions(scores, 0, shape["inferenceSlope"], shape["inferenceOffset"])
        entropy = self.entropy(fractions, 0)
        forecaster_fractions = self.fractions(forecaster_scores, 1, shape["forecastSlope"], shape["forecastOffset"])
        forecaster_entropy = self.entropy(forecaster_fractions, 1)

        task_score = losses[1] - losses[0]
        unit = np.maximum(np.nanmax(scores, 0), 0)
        new_ratio = np.where(unit > 0, task_score / np.where(unit > 0, unit, 1), np.sign(task_score))
        rate = shape["rewardAlpha"]
        self.ratio = rate * new_ratio + (1 - rate) * self.ratio
        chi = 0.1 + 0.4 * np.clip(self.ratio, 0, 1)
        nothing = (unit <= 0) & (task_score == 0)
        chi[nothing], self.ratio[nothing] = 0.5, 0
        total = entropy + forecaster_entropy
        gamma = total / ((1 - chi) * entropy + chi * forecaster_entropy)
        amount = shape["reward"] / (total + reputer_entropy)
        paid = np.concatenate(
            [
                fractions * ((1 - chi) * gamma * entropy * amount),
                forecaster_fractions * (chi * gamma * forecaster_entropy * amount),
                reputer_fractions * (reputer_entropy * amount),
            ]
        )
        self.rewarded += paid[:workers] >= 1
        self.rewards += np.where(paid > 0, paid, 0)

    def remember(self, scores, which):
        """Puts the scores before those of earlier epochs."""
        history = self.histories[which]
        if len(scores) > len(history):
            raise ValueError("expected a history that holds all scores of an epoch")
        every = np.concatenate([scores, history])
        order = np.argsort(every != every, 0, kind="stable")[: len(history)]
        self.histories[which] = np.take_along_axis(every, order, 0)

    def fractions(self, scores, which, slope, offset):
        history, epsilon = self.histories[which], self.shape["epsilon"]
        std = sample_std(history, (history == history).sum(0))
        y = np.where(std < epsilon, scores * 0, slope * (scores / (std + epsilon) - offset))
        best = np.nanmax(y, 0)
        mapped = np.logaddexp(0, y)
        low = best < -37
        if low.any():
            mapped = np.where(low, np.exp(y - best), mapped)
        return mapped / np.nansum(mapped, 0)

    def entropy(self, fractions, which):
        rate, before = self.shape["rewardAlpha"], self.smoothed[which]
        mixed = np.where(before == before, rate * fractions + (1 - rate) * before, fractions)
        known = mixed == mixed
        if which == 0:
            known &= fractions == fractions
        filled = np.where(known, mixed, 0)
        total = filled.sum(0)
        shares = filled / total
        self.smoothed[which] = np.where(known, shares, before)
        logarithms = np.log(np.where(shares > 0, shares, 1))
        effective = 1 / ((filled * filled).sum(0) * known.sum(0))
        return -(shares * logarithms).sum(0) * effective ** self.shape["entropyExponent"]

    def score_reputers(self, reports):
        """Ascent of the listening coefficients. The first axis of trials: now, then with one coefficient changed."""
        shape, stakes = self.shape, self.data.stakes
        reputers, rate = len(stakes), shape["listeningRate"]
        lowest = reports.min(0)
        above = reports - lowest
        missing = lowest != lowest
        lowest[missing] = 0
        above[:, missing] = 0
        total_stake = stakes.sum(0)
        scores = np.empty_like(stakes)
        coefficients = self.listening.copy()
        active = np.arange(stakes.shape[-1])
        for _ in range(shape["listeningSteps"]):
            now, stake = coefficients[:, active], stakes[:, active]
            difference = np.where(now == 1, -shape["listeningDifference"], shape["listeningDifference"])
            trials = np.repeat(now[None], 1 + reputers, 0)
            trials[np.arange(1, 1 + reputers), np.arange(reputers)] += difference
            trial_scores = self.trial_scores(trials, stake, lowest[:, active], above[:, :, active])
            scores[:, active] = trial_scores[0]
            totals = (stake * trial_scores).sum(1)
            after = np.clip(now + rate * (1 - totals[0] / totals[1:]) / difference, 0, 1)
            listened_before = (now * stake).sum(0) / total_stake[active]
            listened = (after * stake).sum(0) / total_stake[active]
            low = listened < shape["leastListened"]
            stuck = low & (listened == listened_before)
            if low.any():
                gap = shape["leastListened"] - listened_before
                step = np.where(low & ~stuck, listened - listened_before, 1)
                share = np.where(np.abs(gap) < 1e-13, 0, gap / step)
                after = np.where(low, np.clip(now + (after - now) * share, 0, 1), after)
            after = np.where(stuck, now, after)
            coefficients[:, active] = after
            moving = np.abs(after - now).max(0) / rate >= shape["leastGradient"]
            active = active[moving & ~stuck]
            if not len(active):
                break
        self.listening = coefficients
        return scores

    def trial_scores(self, coefficients, stakes, lowest, above):
        """Scores, shape (trial, reputer, topic)."""
        shape = self.shape
        weighted = coefficients * stakes
        adjusted = np.minimum(len(stakes) * weighted / weighted.sum(1, keepdims=True), shape["stakeCap"])
        adjusted /= adjusted.sum(1, keepdims=True)
        consensus = np.einsum("vmt,mqt->vqt", adjusted, above)
        distances = above - consensus[:, None]
        squares = np.einsum("vmqt,vmqt->vmt", distances, distances)
        consensus += lowest
        norm = np.einsum("vqt,vqt->vt", consensus, consensus)
        return 1 / (np.sqrt(squares / norm[:, None]) + shape["reputerTolerance"])


def play(data):
    network = Network(data)
    epochs = data.shape["epochs"]
    found = np.empty((2, epochs, data.shape["topics"]))
    for epoch in range(epochs):
        values = network.synthesize(epoch)
        losses = network.settle(epoch, values)
        found[:, epoch] = values[0], losses[0]
    parts = [found, network.regrets, network.rewards]
    return np.concatenate([part.reshape(-1, data.shape["topics"]) for part in parts]).T


def prepare(data):
    topics = data.shape["topics"]

    def make_task(size):
        blocks = [data.block(start, size) for start in range(0, topics, size)]
        return lambda: np.concatenate([play(block) for block in blocks])

    tasks = {size: make_task(size) for size in BLOCK_SIZES if topics % size == 0}
    times = {size: seconds(task) for size, task in tasks.items()}
    best = min(times, key=times.get)
    return tasks[best], f"blocks of {best} topics"


np.seterr(invalid="ignore", divide="ignore")
serve(prepare, Topics)
