/*
 * Grid spread in C with the algorithm of src/kernel/assembly: vectors of 128 bits, no fused operations, the same loops.
 * Shows the cost of WebAssembly compared with machine code of gcc.
 */

#include "harness.h"
#include <emmintrin.h>
#include <stdint.h>

enum { PIECES = 256, Y_FROM = -40, Y_TO = 128, ROWS = (Y_TO - Y_FROM) * PIECES + 1 };

/* Coefficients of the cubics, constant first, gradient and potential side by side. */
static double table[ROWS][4][2] ALIGNED;

static double log_gradient(double y) { return fmin(y, 0) - log1p(exp(-fabs(y))); }

static double log_potential(double y) {
  const double u = exp(-fabs(y));
  return y >= 0 ? log(y + log1p(u)) : y + log(log1p(u) / u);
}

/* Chebyshev nodes of a piece: +-cos(pi / 8) / 2 and +-cos(3 pi / 8) / 2. */
static const double NODES[2] = {0.46193976625564337, 0.1913417161825449};

static void interpolate(int row, int mapping, double (*logarithm)(double)) {
  const double y = Y_FROM + (double)row / PIECES;
  double even[2], odd[2], squares[2];
  for (int k = 0; k < 2; k++) {
    const double above = logarithm(y + NODES[k] / PIECES), below = logarithm(y - NODES[k] / PIECES);
    even[k] = (above + below) / 2;
    odd[k] = (above - below) / (2 * NODES[k]);
    squares[k] = NODES[k] * NODES[k];
  }
  table[row][2][mapping] = (even[0] - even[1]) / (squares[0] - squares[1]);
  table[row][3][mapping] = (odd[0] - odd[1]) / (squares[0] - squares[1]);
  table[row][0][mapping] = even[0] - squares[0] * table[row][2][mapping];
  table[row][1][mapping] = odd[0] - squares[0] * table[row][3][mapping];
}

static void build_table(void) {
  for (int row = 1; row < ROWS; row++) {
    interpolate(row, 0, log_gradient);
    interpolate(row, 1, log_potential);
  }
  /* Both logarithms are y below the table. */
  for (int mapping = 0; mapping < 2; mapping++) {
    table[0][0][mapping] = Y_FROM;
    table[0][1][mapping] = 1.0 / PIECES;
  }
}

_Static_assert(EPSILONS % 2 == 0, "two epsilons are computed at a time");

static __m128d multiply_add(__m128d a, __m128d b, __m128d c) { return _mm_add_pd(_mm_mul_pd(a, b), c); }

static void add_draw(const double *restrict regrets, double (*restrict sums)[EPSILONS]) {
  static double inverses[EPSILONS] ALIGNED, fractions[EPSILONS] ALIGNED, rows[EPSILONS] ALIGNED;
  static __m128d values[WORKERS][EPSILONS] ALIGNED;
  if (table[0][1][0] == 0) build_table();
  const double scale = standard_deviation(regrets);
  for (int e = 0; e < EPSILONS; e++) inverses[e] = 1 / (scale + epsilons[e]);

  const __m128d zero = _mm_setzero_pd(), start = _mm_set1_pd((-p * c - Y_FROM) * PIECES);
  const __m128d round = _mm_set1_pd(6755399441055744.0); /* adding 1.5 * 2^52 leaves the nearest integer in the low bits */
  for (int i = 0; i < WORKERS; i++) {
    const __m128d factor = _mm_set1_pd(regrets[i] * p * PIECES);
    for (int e = 0; e < EPSILONS; e += 2) {
      const __m128d position = multiply_add(factor, _mm_load_pd(inverses + e), start);
      const __m128d row = _mm_add_pd(_mm_max_pd(position, zero), round);
      _mm_store_pd(fractions + e, _mm_sub_pd(position, _mm_sub_pd(row, round)));
      _mm_store_pd(rows + e, row);
    }
    for (int e = 0; e < EPSILONS; e++) {
      uint32_t row;
      memcpy(&row, rows + e, sizeof row);
      const double *piece = table[row][0];
      const __m128d fraction = _mm_set1_pd(fractions[e]);
      __m128d value = multiply_add(_mm_load_pd(piece + 6), fraction, _mm_load_pd(piece + 4));
      value = multiply_add(value, fraction, _mm_load_pd(piece + 2));
      values[i][e] = multiply_add(value, fraction, _mm_load_pd(piece));
    }
  }

  const __m128d share = _mm_set1_pd(1.0 / WORKERS);
  for (int e = 0; e < EPSILONS; e++) {
    __m128d sum = zero, squares = zero;
    for (int i = 1; i < WORKERS; i++) {
      const __m128d deviation = _mm_sub_pd(values[i][e], values[0][e]);
      sum = _mm_add_pd(sum, deviation);
      squares = multiply_add(deviation, deviation, squares);
    }
    const __m128d mean = _mm_mul_pd(sum, share);
    const __m128d spread = _mm_sqrt_pd(_mm_max_pd(_mm_sub_pd(_mm_mul_pd(squares, share), _mm_mul_pd(mean, mean)), zero));
    sums[0][e] += spread[0];
    sums[1][e] += spread[1];
  }
}
